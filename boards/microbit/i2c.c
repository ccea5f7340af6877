// I2C of an nRF51822: one bus, TWI0, on the micro:bit's pins P0.00 (SCL) and P0.30 (SDA), where its accelerometer and magnetometer are.
// nRF51 Series Reference Manual 3.0, chapter 28. The controller has room for one byte each way, so each byte is a wake of the loop; it holds
// the clock low meanwhile. A byte to receive is asked for by going on: before the last one it is told to end the transfer behind it.

#include "../common/bus-driver.h"
#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define TWI(offset) REGISTER(0x40003000 + (offset))
#define TWI_START_RECEIVE TWI(0x000)
#define TWI_START_SEND TWI(0x008)
#define TWI_STOP TWI(0x014)
#define TWI_RESUME TWI(0x020)
#define TWI_STOPPED TWI(0x104)
#define TWI_RECEIVED TWI(0x108)
#define TWI_SENT TWI(0x11c)
#define TWI_ERROR TWI(0x124)
#define TWI_SHORTS TWI(0x200)
#define TWI_SHORTS_SUSPEND 1u // behind a byte
#define TWI_SHORTS_STOP 2u
#define TWI_INTERRUPT_ENABLE TWI(0x304)
#define TWI_INTERRUPT_DISABLE TWI(0x308)
#define TWI_INTERRUPTS (1u << 1 | 1u << 2 | 1u << 7 | 1u << 9) // stopped, received, sent, error
#define TWI_ERROR_SOURCE TWI(0x4c4)
#define TWI_ERROR_NO_DEVICE 2u
#define TWI_ERRORS 7u
#define TWI_ENABLE TWI(0x500)
#define TWI_ENABLE_ON 5u
#define TWI_PIN_SCL TWI(0x508)
#define TWI_PIN_SDA TWI(0x50c)
#define TWI_RXD TWI(0x518)
#define TWI_TXD TWI(0x51c)
#define TWI_FREQUENCY TWI(0x524)
#define TWI_ADDRESS TWI(0x588)
#define GPIO_PIN(pin) REGISTER(0x50000700 + 4 * (pin))
#define GPIO_PIN_OPEN_DRAIN_PULLED (6u << 8 | 3u << 2)
#define PIN_SCL 0u
#define PIN_SDA 30u

static enum { SENDING, RECEIVING, STOPPING } i2c_phase;

static int32_t i2c_setup(uint32_t bus, uint32_t hertz) {
  (void)bus;
  if (hertz < 100000) return -TACET_ERRNO_ERANGE; // it has three frequencies, of which the next lower one is taken
  GPIO_PIN(PIN_SCL) = GPIO_PIN_OPEN_DRAIN_PULLED;
  GPIO_PIN(PIN_SDA) = GPIO_PIN_OPEN_DRAIN_PULLED;
  TWI_PIN_SCL = PIN_SCL;
  TWI_PIN_SDA = PIN_SDA;
  TWI_FREQUENCY = hertz < 250000 ? 0x01980000 : hertz < 400000 ? 0x04000000 : 0x06680000;
  TWI_ENABLE = TWI_ENABLE_ON;
  interrupt_enable(I2C_INTERRUPT);
  return 0;
}

static void receive_next(const struct transfer *transfer) {
  TWI_SHORTS = transfer->in_left == 1 ? TWI_SHORTS_STOP : TWI_SHORTS_SUSPEND;
}

static void send_next(struct transfer *transfer) {
  TWI_TXD = *transfer->out++;
  transfer->out_left--;
}

static void start_receiving(const struct transfer *transfer) {
  i2c_phase = RECEIVING;
  receive_next(transfer);
  TWI_START_RECEIVE = 1;
}

static void i2c_start(uint32_t bus, uint32_t device, struct transfer *transfer) {
  (void)bus;
  TWI_SHORTS = 0;
  TWI_STOPPED = 0;
  TWI_RECEIVED = 0;
  TWI_SENT = 0;
  TWI_ERROR = 0;
  TWI_ERROR_SOURCE = TWI_ERRORS;
  TWI_ADDRESS = device;
  if (transfer->out_left == 0) return start_receiving(transfer);
  i2c_phase = SENDING;
  TWI_START_SEND = 1;
  send_next(transfer);
}

/** Goes on behind a byte that was sent. */
static void sent(struct transfer *transfer) {
  if (transfer->out_left > 0) {
    send_next(transfer);
  } else if (transfer->in_left > 0) {
    start_receiving(transfer); // without a stop: a repeated start
  } else {
    i2c_phase = STOPPING;
    TWI_STOP = 1;
  }
}

static void received(struct transfer *transfer) {
  *transfer->in++ = (uint8_t)TWI_RXD;
  transfer->in_left--;
  if (transfer->in_left == 0) {
    i2c_phase = STOPPING; // which it does by itself
    return;
  }
  receive_next(transfer);
  TWI_RESUME = 1;
}

/** Whether this has happened since it was last asked. */
static bool take_event(volatile uint32_t *event) {
  if (*event == 0) return false;
  *event = 0;
  return true;
}

static int32_t i2c_step(uint32_t bus, struct transfer *transfer) {
  (void)bus;
  for (;;) {
    if (take_event(&TWI_ERROR)) {
      TWI_STOP = 1;
      return TWI_ERROR_SOURCE & TWI_ERROR_NO_DEVICE ? -TACET_ERRNO_ENXIO : -TACET_ERRNO_EIO;
    }
    if (i2c_phase == SENDING && take_event(&TWI_SENT)) sent(transfer);
    else if (i2c_phase == RECEIVING && take_event(&TWI_RECEIVED)) received(transfer);
    else if (i2c_phase == STOPPING && take_event(&TWI_STOPPED)) return 0;
    else break;
  }
  TWI_INTERRUPT_ENABLE = TWI_INTERRUPTS;
  return TRANSFER_GOES_ON;
}

static void i2c_interrupt(void) {
  TWI_INTERRUPT_DISABLE = TWI_INTERRUPTS;
  i2c_happened(0);
}
