// A board's rings (boards/common/ops.c with all its groups, ring.h, console.c) under a hostile guest, a serial line that brings bytes, pins
// that change and a bus that moves at any time, on this machine with sanitizers. A trap leaves the run as it would end a board.

#include <setjmp.h>

// As firmware is built: where the rings lie is known, and what both sides look at lies apart from the memory. Without it, as in programs whose
// memory is saved.
#ifdef FUZZ_APART
#define TACET_SHARED_APART 1
#define RING_BLOCK HOSTILE_RINGS
#define RING_SUBMISSIONS HOSTILE_SUBMISSIONS
#define RING_COMPLETIONS HOSTILE_COMPLETIONS
#define RING_ENTRIES_LOG2 2u
#define RING_COMPACT HOSTILE_COMPACT
#endif

#include "hostile.h"

#ifdef FUZZ_APART
static inline uint32_t control_word(uint32_t field) {
  return shared_control[field / 4];
}
static inline void control_set_word(uint32_t field, uint32_t value) {
  shared_control[field / 4] = value;
}
static inline uint32_t rings_word(uint32_t field) {
  return shared_rings[field / 4];
}
static inline void rings_set_word(uint32_t field, uint32_t value) {
  shared_rings[field / 4] = value;
}
#endif

#define TACET_MEMORY_BYTES HOSTILE_BYTES
#define TACET_GUEST_WORDS 0
#define TACET_CONTROL HOSTILE_CONTROL
#define TACET_CONTROL_END TACET_CONTROL_BLOCK_BYTES
#define TACET_HAS_RINGS 1
#define TACET_ASKS_CLOSE 1
#define TACET_ASKS_PIN_READ 1
#define TACET_ASKS_PIN_WRITE 1
#define TACET_HAS_STDIO 1
#define TACET_HAS_CANCEL 1
#define TACET_HAS_PINS 1
#define TACET_HAS_PIN_WAITS 1
#define TACET_HAS_I2C 1
#define BOARD_I2C_BUSES 1u
#define TACET_HAS_CONSOLE 1
#define TACET_HAS_SERIAL 1
#define TACET_REPORTS 1

// Stands for that of trap.h, which is an undefined instruction of other processors.
static jmp_buf trapped;
#define trap(reason) longjmp(trapped, reason)

/** The program as wasm2c makes it; never entered here. */
typedef int w2c_app;
static void wasm2c_app_instantiate(w2c_app *app) {
  *app = 0;
}
static uint32_t w2c_app_tacet_init(w2c_app *app) {
  (void)app;
  return HOSTILE_CONTROL;
}

#pragma clang diagnostic ignored "-Wunused-function"
#pragma clang diagnostic ignored "-Wundefined-internal"
#include "../../boards/common/platform.h"
#include "../../boards/common/guest.h"
#include "../../boards/common/serial.h"

static uint32_t written;
static void console_put(uint8_t byte) {
  written += byte;
}
static inline void interrupts_mask(void) {}
static inline void interrupts_unmask(void) {}

#include "../../boards/common/console.c"
#include "../../boards/common/ops.c"

// A driver of pins without any hardware; the last one has no interrupt.
#define PINS 6u
static struct {
  bool is_high, falls, rises;
} pins[PINS];

static bool pin_exists(uint32_t pin) {
  return pin < PINS;
}
static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  if (mode == TACET_PIN_MODE_INPUT_PULL_DOWN) return -TACET_ERRNO_ENOTSUP;
  if (mode == TACET_PIN_MODE_OUTPUT) pins[pin].is_high = is_high;
  return 0;
}
static void pin_write(uint32_t pin, uint32_t level) {
  pins[pin].is_high = level == TACET_PIN_LEVEL_TOGGLE ? !pins[pin].is_high : level == TACET_PIN_LEVEL_HIGH;
}
static bool pin_read(uint32_t pin) {
  return pins[pin].is_high;
}
static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  if (pin == PINS - 1) return -TACET_ERRNO_ENOTSUP;
  pins[pin].falls = falls;
  pins[pin].rises = rises;
  return 0;
}

// A bus that takes and gives bytes when the input says so.
static bool is_moving;

static int32_t i2c_setup(uint32_t bus, uint32_t hertz) {
  return bus == 0 && hertz <= 400000 ? 0 : -TACET_ERRNO_ERANGE;
}
static void i2c_start(uint32_t bus, uint32_t device, struct transfer *transfer) {
  (void)bus;
  (void)transfer;
  is_moving = device != 0;
}
static int32_t i2c_step(uint32_t bus, struct transfer *transfer) {
  (void)bus;
  if (!is_moving) return -TACET_ERRNO_ENXIO;
  for (uint8_t bytes = next_byte() % 16; bytes > 0; bytes--) {
    if (transfer->out_left > 0) {
      written += *transfer->out++;
      transfer->out_left--;
    } else if (transfer->in_left > 0) {
      *transfer->in++ = bytes;
      transfer->in_left--;
    }
  }
  if (transfer->out_left + transfer->in_left == 0) return 0;
  if (hostile.left == 0) return -TACET_ERRNO_EIO;
  return TRANSFER_GOES_ON;
}

static void pin_changes(uint32_t pin) {
  pins[pin].is_high = !pins[pin].is_high;
  if (!(pins[pin].is_high ? pins[pin].rises : pins[pin].falls)) return;
  pins[pin].falls = pins[pin].rises = false;
  pins_happened(pin);
}

/** What interrupts bring between entries. */
static void world_acts(void) {
  uint8_t what = next_byte();
  if (what & 1) for (uint8_t count = next_byte() % 40; count > 0; count--) serial_received(count);
  if (what & 2) pin_changes(next_byte() % PINS);
  if (transfers[0].pending.state == PENDING_UNDER_WAY && (what & 4 || hostile.left == 0)) i2c_happened(0);
}

/** As the loop does around an entry. */
static void enter(bool (*guest)(void), bool *goes_on) {
  events_post();
  *goes_on = guest();
  ops_perform();
  console_drain();
}

static void run(void) {
  bool goes_on = true;
  while (goes_on) {
    enter(guest_act, &goes_on);
    world_acts();
    if (!events_pending() && !ops_in_flight()) continue;
  }
  if (!hostile.is_honest) return;
  for (bool has_more = true; has_more || events_pending() || buses_in_flight();) {
    world_acts();
    enter(guest_take, &has_more);
  }
  guest_check_answered(1 + PIN_WAITS_MAX); // a read of the serial line, waits for pins
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  memset(&rings, 0, sizeof rings);
  stdin_read = (struct pending){ 0 };
  closed_handles = 0;
  memset(pin_waits, 0, sizeof pin_waits);
  memset(pins, 0, sizeof pins);
  memset(transfers, 0, sizeof transfers);
  buses_ready = 0;
  buses_moved = 0;
  pins_ended = 0;
  console_printed = 0;
  serial_put = serial_taken = 0;
  serial_has_lost = false;
  guest_begin(data, size, guest_memory);
  int reason = setjmp(trapped);
  if (reason == 0) run();
  else if (hostile.is_honest) fault("an honest guest trapped", (uint32_t)reason);
  return 0;
}
