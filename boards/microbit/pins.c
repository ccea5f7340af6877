// Pins of an nRF51822: P0.00 to P0.30 by their numbers; 24 and 25 are the console's. A wait takes one of the four channels of GPIOTE.
// nRF51 Series Reference Manual 3.0, chapters 14 and 15.

#include "../common/pin-driver.h"
#include "../cortex-m/registers.h"

#define PINS_COUNT 31u
#define GPIO_OUT REGISTER(0x50000504)
#define GPIO_OUT_SET REGISTER(0x50000508)
#define GPIO_OUT_CLEAR REGISTER(0x5000050c)
#define GPIO_IN REGISTER(0x50000510)
#define GPIO_PIN(pin) REGISTER(0x50000700 + 4 * (pin))
#define GPIO_PIN_OUTPUT 1u
#define GPIO_PIN_PULL_DOWN (1u << 2)
#define GPIO_PIN_PULL_UP (3u << 2)
#define CHANNELS_COUNT 4u
#define CHANNEL_EVENT(channel) REGISTER(0x40006100 + 4 * (channel))
#define CHANNEL_INTERRUPT_ENABLE REGISTER(0x40006304)
#define CHANNEL_INTERRUPT_DISABLE REGISTER(0x40006308)
#define CHANNEL(channel) REGISTER(0x40006510 + 4 * (channel))
#define CHANNEL_LISTENS 1u
#define CHANNEL_PIN(config) ((config) >> 8 & 31)
#define CHANNEL_RISES (1u << 16)
#define CHANNEL_FALLS (2u << 16)

static bool pin_exists(uint32_t pin) {
  return pin < PINS_COUNT && pin != 24 && pin != 25;
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  static const uint8_t configurations[] = {
    [TACET_PIN_MODE_INPUT] = 0, [TACET_PIN_MODE_INPUT_PULL_UP] = GPIO_PIN_PULL_UP,
    [TACET_PIN_MODE_INPUT_PULL_DOWN] = GPIO_PIN_PULL_DOWN, [TACET_PIN_MODE_OUTPUT] = GPIO_PIN_OUTPUT, // its input stays connected
  };
  if (mode == TACET_PIN_MODE_OUTPUT) pin_write(pin, is_high);
  GPIO_PIN(pin) = configurations[mode];
  return 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  bool is_high = level == TACET_PIN_LEVEL_TOGGLE ? !(GPIO_OUT >> pin & 1) : level;
  if (is_high) GPIO_OUT_SET = 1u << pin;
  else GPIO_OUT_CLEAR = 1u << pin;
}

static bool pin_read(uint32_t pin) {
  return GPIO_IN >> pin & 1;
}

#if TACET_HAS_PIN_WAITS
static void channel_stop(uint32_t channel) {
  CHANNEL_INTERRUPT_DISABLE = 1u << channel;
  CHANNEL(channel) = 0;
}

static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  uint32_t free = CHANNELS_COUNT;
  for (uint32_t channel = 0; channel < CHANNELS_COUNT; channel++) {
    uint32_t config = CHANNEL(channel);
    if (config & CHANNEL_LISTENS && CHANNEL_PIN(config) == pin) channel_stop(channel);
    if (!(CHANNEL(channel) & CHANNEL_LISTENS)) free = channel;
  }
  if (!falls && !rises) return 0;
  if (free == CHANNELS_COUNT) return -TACET_ERRNO_EAGAIN;
  CHANNEL(free) = CHANNEL_LISTENS | pin << 8 | (rises ? CHANNEL_RISES : 0) | (falls ? CHANNEL_FALLS : 0);
  CHANNEL_EVENT(free) = 0; // setting the channel up may raise one
  CHANNEL_INTERRUPT_ENABLE = 1u << free;
  interrupt_enable(PINS_INTERRUPT);
  return 0;
}

static void pins_interrupt(void) {
  for (uint32_t channel = 0; channel < CHANNELS_COUNT; channel++) {
    if (!CHANNEL_EVENT(channel)) continue;
    CHANNEL_EVENT(channel) = 0;
    uint32_t pin = CHANNEL_PIN(CHANNEL(channel));
    channel_stop(channel);
    pins_happened(pin);
  }
}
#endif
