// Pins and buses of boards (ops.c, pins.c, pwm.c, buses.c) as a program of this machine, against fake drivers and a plain model.
// A random program submits good and bad operations, a random world changes pins and moves transfers, also in the middle of the loop's
// work. After each step: every submission has exactly one completion, with the result the model allows, and nothing lies outside memory.
// Usage: devices SEED STEPS. Prints what went wrong first, with the step; the same seed does the same again.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TACET_HAS_STDIO 0
#define TACET_HAS_CANCEL 1
#define TACET_HAS_PINS 1
#define TACET_HAS_PIN_WAITS 1
#define TACET_HAS_PWM 1
#define TACET_HAS_I2C 1
#define TACET_HAS_SPI 1
#define TACET_HAS_IMAGES 0
#define TACET_HAS_CONSOLE 0
#define TACET_MEMORY_BYTES 2048u
#define TACET_ASKS_CLOSE 1
#define TACET_ASKS_PIN_READ 1
#define TACET_ASKS_PIN_WRITE 1
#define BOARD_LED 7u
#define BOARD_I2C_BUSES 2u
#define BOARD_SPI_BUSES 1u

#include "../../boards/common/tacet_abi.h"
#include "bytes.h"

// In place of guest.h and platform.h.
#define TACET_GUEST_H
#define TACET_PLATFORM_H
#define TRAP_CONTRACT 8
#define CONTROL 64u
#define RINGS 128u
#define SUBMISSIONS 256u
#define COMPLETIONS 512u
#define BUFFERS 768u
#define ENTRIES 4u

static uint8_t guest_memory[TACET_MEMORY_BYTES];
static bool is_masked;
/** Since the loop last looked. */
static bool has_interrupted;
static uint32_t step;

static void fail(const char *what) {
  printf("step %u: %s\n", step, what);
  exit(1);
}

static void trap(uint32_t reason) {
  (void)reason;
  fail("the rings are said to be broken");
}

static uint32_t control_word(uint32_t field) {
  return get_u32(guest_memory + CONTROL + field);
}

static void interrupts_mask(void) {
  if (is_masked) fail("masked twice");
  is_masked = true;
}

static void interrupts_unmask(void) {
  if (!is_masked) fail("unmasked twice");
  is_masked = false;
}

#include "../../boards/common/ops.c"

static uint64_t random_state;

/** xorshift64*. */
static uint32_t below(uint32_t bound) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (uint32_t)((random_state * 0x2545f4914f6cdd1dull) >> 33) % bound;
}

// The world: pins with levels, and what the driver listens to; transfers that move when they like.

#define PINS 12u
#define PIN_TAKEN 3u // the console's

static struct {
  bool level, falls, rises;
} pins[PINS];

/** A model of an operation that has no answer yet. */
static struct operation {
  uint32_t user, op;
  /** Of a wait: its submission's index in the ring. */
  uint32_t index, pin, event;
  bool is_waiting, has_happened, is_cancelled;
} operations[64];
static uint32_t operations_count;
/** A look at a pin is under way: the wait whose submission is being taken sees changes, too. */
static bool is_looking;

static bool is_taken(const struct operation *o) {
  return (int32_t)(rings.head - o->index) >= (is_looking ? 0 : 1);
}

/** What a pin's change means to the model's waits that were taken. */
static void tell_model(uint32_t pin, bool is_high) {
  for (uint32_t i = 0; i < operations_count; i++) {
    struct operation *o = &operations[i];
    if (!o->is_waiting || o->pin != pin || !is_taken(o)) continue;
    bool falls = o->event == TACET_PIN_EVENT_LOW || o->event == TACET_PIN_EVENT_FALLING || o->event == TACET_PIN_EVENT_EDGE;
    bool rises = o->event == TACET_PIN_EVENT_HIGH || o->event == TACET_PIN_EVENT_RISING || o->event == TACET_PIN_EVENT_EDGE;
    if (is_high ? rises : falls) o->has_happened = true;
  }
}

static void change(uint32_t pin) {
  bool is_high = !pins[pin].level;
  pins[pin].level = is_high;
  tell_model(pin, is_high);
  if (is_masked) fail("the world moves while interrupts are masked");
  if (is_high ? !pins[pin].rises : !pins[pin].falls) return;
  pins[pin].rises = pins[pin].falls = false;
  has_interrupted = true;
  pins_happened(pin);
}

static bool pin_exists(uint32_t pin) {
  return pin < PINS && pin != PIN_TAKEN;
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  if (!pin_exists(pin) || mode > TACET_PIN_MODE_OUTPUT) fail("a setup nobody checked");
  (void)is_high;
  return mode == TACET_PIN_MODE_INPUT_PULL_DOWN ? -TACET_ERRNO_ENOTSUP : 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  if (!pin_exists(pin) || level > TACET_PIN_LEVEL_TOGGLE) fail("a level nobody checked");
}

static bool pin_read(uint32_t pin) {
  is_looking = true;
  if (below(4) == 0) change(pin); // just before the look
  for (uint32_t i = 0; i < operations_count; i++) {
    struct operation *o = &operations[i];
    if (o->is_waiting && o->pin == pin && o->index == rings.head && o->event == (pins[pin].level ? TACET_PIN_EVENT_HIGH : TACET_PIN_EVENT_LOW)) o->has_happened = true;
  }
  is_looking = false;
  return pins[pin].level;
}

static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  if (!is_masked) fail("listens with interrupts on");
  pins[pin].falls = falls;
  pins[pin].rises = rises;
  return 0;
}

static int32_t pwm_setup(uint32_t pin, uint32_t hertz) {
  if (hertz == 0) fail("no frequency");
  return pin_exists(pin) ? 0 : -TACET_ERRNO_ENODEV;
}

static int32_t pwm_duty(uint32_t pin, uint32_t duty) {
  if (duty > PWM_DUTY_MAX) fail("a duty nobody checked");
  return pin_exists(pin) ? 0 : -TACET_ERRNO_ENODEV;
}

/** By place: whether its interrupt is on. */
static bool is_armed[3];

static int32_t transfer_step(uint32_t place, struct transfer *t) {
  for (uint32_t count = below(20); count > 0 && t->out_left > 0; count--, t->out_left--) {
    if (*t->out++ != 0xab) fail("sends what is not in the buffer");
  }
  for (uint32_t count = below(20); count > 0 && t->in_left > 0; count--, t->in_left--) *t->in++ = 0xcd;
  if (below(16) == 0) return -TACET_ERRNO_EIO;
  if (t->out_left == 0 && t->in_left == 0) return 0;
  is_armed[place] = true;
  return TRANSFER_GOES_ON;
}

static int32_t i2c_setup(uint32_t bus, uint32_t hertz) {
  return bus < BOARD_I2C_BUSES && hertz != 0 ? 0 : -TACET_ERRNO_ERANGE;
}

static void i2c_start(uint32_t bus, uint32_t device, struct transfer *transfer) {
  (void)bus;
  (void)transfer;
  if (device > 127) fail("a device nobody checked");
}

static int32_t i2c_step(uint32_t bus, struct transfer *transfer) {
  return transfer_step(bus, transfer);
}

static int32_t spi_setup(uint32_t bus, uint32_t hertz, uint32_t mode) {
  if (mode > 3) fail("a mode nobody checked");
  return bus < BOARD_SPI_BUSES && hertz != 0 ? 0 : -TACET_ERRNO_ERANGE;
}

static void spi_start(uint32_t bus, struct transfer *transfer) {
  (void)bus;
  (void)transfer;
}

static int32_t spi_step(uint32_t bus, struct transfer *transfer) {
  return transfer_step(BOARD_I2C_BUSES + bus, transfer);
}

static void move_transfer(void) {
  uint32_t place = below(3);
  if (!is_armed[place]) return;
  is_armed[place] = false;
  has_interrupted = true;
  if (place < BOARD_I2C_BUSES) i2c_happened(place);
  else spi_happened(place - BOARD_I2C_BUSES);
}

// The program: submissions, and what it makes of completions.

static uint32_t next_user = 1;

static uint32_t some_pin(void) {
  return below(8) == 0 ? TACET_BOARD_PIN_LED : below(8) == 0 ? below(300) : below(PINS);
}

/** Mostly a range of the buffers, of which it writes the bytes to send; sometimes one that leaves memory. */
static uint32_t some_range(uint32_t *length, bool is_out) {
  *length = below(64);
  if (below(8) == 0) {
    *length = below(4) == 0 ? UINT32_MAX - below(64) : 1 + below(4096);
    return below(4) == 0 ? UINT32_MAX - below(64) : TACET_MEMORY_BYTES + 1 + below(64) - (*length < TACET_MEMORY_BYTES ? *length : 0);
  }
  uint32_t address = BUFFERS + (is_out ? 0 : 640) + below(512);
  if (is_out) memset(guest_memory + BUFFERS, 0xab, 640);
  return address;
}

static void submit_one(void) {
  uint32_t tail = get_u32(guest_memory + RINGS + TACET_RINGS_SUBMISSION_TAIL);
  if (tail - get_u32(guest_memory + RINGS + TACET_RINGS_SUBMISSION_HEAD) == ENTRIES || operations_count == 64) return;
  static const uint8_t ops[] = {
    TACET_OP_PIN_WAIT, TACET_OP_PIN_WAIT, TACET_OP_PIN_WAIT, TACET_OP_PIN_SETUP, TACET_OP_PIN_WRITE, TACET_OP_PIN_READ, TACET_OP_PWM_SETUP,
    TACET_OP_PWM_DUTY, TACET_OP_I2C_SETUP, TACET_OP_I2C_TRANSFER, TACET_OP_I2C_TRANSFER, TACET_OP_SPI_SETUP, TACET_OP_SPI_TRANSFER, TACET_OP_CANCEL,
  };
  uint32_t op = below(32) == 0 ? below(256) : ops[below(sizeof ops)];
  if (op == TACET_OP_NOP || op == TACET_OP_CLOSE) op = TACET_OP_CANCEL; // the same for all boards
  struct operation o = { .user = next_user++ * 4, .op = op };
  uint32_t handle = some_pin(), low = below(8), high = below(8) == 0 ? below(8) : 0, buffer = 0, length = 0;
  switch (op) {
    case TACET_OP_PIN_WAIT:
      o.pin = handle == TACET_BOARD_PIN_LED ? BOARD_LED : handle;
      o.event = low;
      break;
    case TACET_OP_I2C_TRANSFER:
      handle = below(3) | (below(8) == 0 ? below(300) : below(128)) << 8;
      low = some_range(&high, true);
      buffer = some_range(&length, false);
      break;
    case TACET_OP_SPI_TRANSFER:
      handle = below(3) / 2;
      low = some_range(&high, true);
      buffer = some_range(&length, false);
      break;
    case TACET_OP_CANCEL: {
      struct operation *of = operations_count > 0 ? &operations[below(operations_count)] : &o;
      low = of->user;
      high = of->user * 7;
      of->is_cancelled = of != &o;
      break;
    }
    default: break;
  }
  uint8_t *at = guest_memory + SUBMISSIONS + (tail % ENTRIES) * TACET_SUBMISSION_BLOCK_BYTES;
  uint32_t flags = below(32) == 0 ? below(256) : 0;
  if (op == TACET_OP_CANCEL) flags &= ~(uint32_t)TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS; // every submission here has an answer
  put_u32(at, op | flags << 8);
  put_u32(at + TACET_SUBMISSION_HANDLE, handle);
  put_u32(at + TACET_SUBMISSION_BUFFER, buffer);
  put_u32(at + TACET_SUBMISSION_LENGTH, length);
  put_u32(at + TACET_SUBMISSION_ARG, low);
  put_u32(at + TACET_SUBMISSION_ARG + 4, high);
  put_u32(at + TACET_SUBMISSION_USER, o.user);
  put_u32(at + TACET_SUBMISSION_GENERATION, o.user * 7);
  put_u32(guest_memory + RINGS + TACET_RINGS_SUBMISSION_TAIL, tail + 1);
  o.is_waiting = op == TACET_OP_PIN_WAIT && pin_exists(o.pin);
  o.index = tail;
  operations[operations_count++] = o;
}

static void check(const struct operation *o, int32_t result) {
  if (o->op == TACET_OP_PIN_WAIT && result == 0 && !o->has_happened) fail("a wait ended before what it waits for");
  if (result == -TACET_ERRNO_ECANCELED && !o->is_cancelled) fail("nobody cancelled it");
  if (result > 1) fail("a result out of range");
  if (result == 1 && o->op != TACET_OP_PIN_READ) fail("a result that is none");
}

static void take_completions(void) {
  uint32_t head = get_u32(guest_memory + RINGS + TACET_RINGS_COMPLETION_HEAD);
  for (; head != get_u32(guest_memory + RINGS + TACET_RINGS_COMPLETION_TAIL); head++) {
    const uint8_t *at = guest_memory + COMPLETIONS + (head % ENTRIES) * TACET_COMPLETION_BLOCK_BYTES;
    uint32_t user = get_u32(at + TACET_COMPLETION_USER), i = 0;
    while (i < operations_count && operations[i].user != user) i++;
    if (i == operations_count) fail("an answer to nobody, or a second one");
    if (get_u32(at + TACET_COMPLETION_GENERATION) != user * 7) fail("another generation");
    check(&operations[i], (int32_t)get_u32(at + TACET_COMPLETION_RESULT));
    operations[i] = operations[--operations_count];
  }
  put_u32(guest_memory + RINGS + TACET_RINGS_COMPLETION_HEAD, head);
}

/** The loop's part between two turns, as loop.c has it, with a world that moves before and behind the last look at it. */
static void work(void) {
  ops_perform();
  if (below(2) == 0) change(below(PINS));
  move_transfer();
  events_post();
  has_interrupted = false;
  if (below(2) == 0) change(below(PINS));
  move_transfer();
  interrupts_mask();
  bool is_pending = events_pending();
  interrupts_unmask();
  if (is_pending) return;
  if (has_interrupted) fail("the loop would sleep over an interrupt");
  if (get_u32(guest_memory + RINGS + TACET_RINGS_COMPLETION_TAIL) != get_u32(guest_memory + RINGS + TACET_RINGS_COMPLETION_HEAD)) fail("the loop would sleep over completions");
}

/** What has happened must have been told, once there was room and all submissions are taken. */
static void settle(void) {
  for (uint32_t i = 0; i < 100; i++) {
    ops_perform();
    take_completions();
  }
  for (uint32_t i = 0; i < operations_count; i++) {
    const struct operation *o = &operations[i];
    if (!o->is_waiting) continue;
    if (o->has_happened) fail("a wait goes on behind what it waits for");
    if (o->event == (pins[o->pin].level ? TACET_PIN_EVENT_HIGH : TACET_PIN_EVENT_LOW)) fail("a wait for a level goes on though it is there");
  }
  if (operations_count > 0 && !ops_in_flight()) fail("the loop takes this for a deadlock");
  if (operations_count == 0 && ops_in_flight()) fail("the loop waits for nothing");
}

int main(int count, char **words) {
  if (count != 3) return 2;
  random_state = strtoull(words[1], NULL, 10) * 2 + 1;
  put_u32(guest_memory + CONTROL + TACET_CONTROL_RINGS, RINGS);
  put_u32(guest_memory + RINGS + TACET_RINGS_SUBMISSIONS, SUBMISSIONS);
  put_u32(guest_memory + RINGS + TACET_RINGS_COMPLETIONS, COMPLETIONS);
  put_u32(guest_memory + RINGS + TACET_RINGS_SUBMISSIONS_LOG2, 2 | 2 << 8 | 5 << 16 | 4 << 24);
  const uint32_t steps = (uint32_t)strtoul(words[2], NULL, 10);
  for (step = 0; step < steps; step++) {
    for (uint32_t left = below(6); left > 0; left--) submit_one();
    work();
    if (below(3) != 0) take_completions();
    if (below(64) == 0) settle();
  }
  printf("ok\n");
  return 0;
}
