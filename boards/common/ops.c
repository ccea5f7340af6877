// Operations of boards: submissions that ring.h takes -> the groups that the program uses (stdio.c, pins.c, pin-waits.c, pwm.c, buses.c, checkpoints.c) -> results. What no group of
// the program's performs is ENOSYS. Broken rings end the program (TRAP_CONTRACT).
// A group has these, all called in the loop, between turns:
//
//   NAME_advance    what interrupts have brought ends operations; answers are posted as far as there is room
//   NAME_pending    whether that would end one; with interrupts masked, before sleep
//   NAME_in_flight  whether an interrupt may still bring something
//   NAME_cancel     ends the operation a CANCEL means, if it is one of the group's that can be ended early; buses have none. Only for
//                   programs that cancel, as is GIVE_BACK
//
// pins.c and pwm.c have none of them: what they do ends at once. CLOSE, PIN_READ and PIN_WRITE are only in programs that ask for them
// (TACET_ASKS_CLOSE, …): to others they are operations that nobody performs.

#include "guest.h"
#include "platform.h"
#include "ring.h"

static struct rings rings;

static inline uint8_t *ring_bytes(const struct rings *of, uint32_t address) {
  (void)of;
  return guest_memory + address;
}

static inline bool ring_holds(const struct rings *of, uint32_t address, uint32_t bytes) {
  (void)of;
  return bytes <= TACET_MEMORY_BYTES && address <= TACET_MEMORY_BYTES - bytes;
}

static inline void ring_broken(struct rings *of) {
  (void)of;
  trap(TRAP_CONTRACT);
}

#if TACET_HAS_PINS || TACET_HAS_PWM
/** The board's number of a pin that is named by what it is for. */
static uint32_t pin_number(uint32_t handle) {
#ifdef BOARD_LED
  if (handle == TACET_BOARD_PIN_LED) return BOARD_LED;
#endif
  return handle;
}
#endif

#if TACET_HAS_STDIO
#include "stdio.c"
#define IF_STDIO(...) __VA_ARGS__
#else
#define IF_STDIO(...)
#endif
#if TACET_HAS_PINS
#include "pins.c"
#endif
#if TACET_HAS_PIN_WAITS
#define IF_PIN_WAITS(...) __VA_ARGS__
#else
#define IF_PIN_WAITS(...)
#endif
#if TACET_HAS_PWM
#include "pwm.c"
#endif
#if TACET_HAS_I2C || TACET_HAS_SPI
#include "buses.c"
#define IF_BUSES(...) __VA_ARGS__
#else
#define IF_BUSES(...)
#endif

#if TACET_HAS_IMAGES
#include "checkpoints.c"
#define IF_IMAGES(...) __VA_ARGS__
#else
#define IF_IMAGES(...)
#endif

#if TACET_HAS_CANCEL
static int32_t perform_cancel(const struct submission *s) {
  IF_STDIO(if (stdio_cancel(s)) return 0;)
  IF_PIN_WAITS(if (pin_waits_cancel(s)) return 0;)
  (void)s;
  return -TACET_ERRNO_ENOENT;
}
#endif

#if TACET_ASKS_CLOSE
static int32_t perform_close(const struct submission *s) {
  IF_STDIO(stdio_close(s->handle);)
  (void)s;
  return 0;
}
#endif

static bool are_flags_known(const struct submission *s) {
  uint32_t known = s->op == TACET_OP_WRITE ? TACET_OP_FLAG_MORE : 0;
  if (s->op <= TACET_OP_CLOSE) known |= TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS;
  return (s->flags & ~known) == 0;
}

static bool perform(struct rings *of, const struct submission *s, int32_t *result) {
  (void)of;
  if (!are_flags_known(s)) *result = -TACET_ERRNO_EINVAL;
  else switch (s->op) {
    case TACET_OP_NOP: *result = 0; break;
#if TACET_HAS_CANCEL
    case TACET_OP_CANCEL: *result = perform_cancel(s); break;
#endif
#if TACET_ASKS_CLOSE
    case TACET_OP_CLOSE: *result = perform_close(s); break;
#endif
#if TACET_HAS_STDIO
    case TACET_OP_READ: return stdio_read(s, result);
    case TACET_OP_WRITE: *result = stdio_write(s); break;
#endif
#if TACET_HAS_STDIO && TACET_HAS_CANCEL
    case TACET_OP_GIVE_BACK: *result = stdio_give_back(s); break;
#endif
#if TACET_HAS_PINS
    case TACET_OP_PIN_SETUP:
#if TACET_ASKS_PIN_WRITE
    case TACET_OP_PIN_WRITE:
#endif
#if TACET_ASKS_PIN_READ
    case TACET_OP_PIN_READ:
#endif
#if TACET_HAS_PIN_WAITS
    case TACET_OP_PIN_WAIT:
#endif
      return pins_perform(s, result);
#endif
#if TACET_HAS_PWM
    case TACET_OP_PWM_SETUP: *result = pwm_perform_setup(s); break;
    case TACET_OP_PWM_DUTY: *result = pwm_perform_duty(s); break;
#endif
#if TACET_HAS_I2C
    case TACET_OP_I2C_SETUP: *result = buses_i2c_setup(s); break;
    case TACET_OP_I2C_TRANSFER: return buses_i2c_transfer(s, result);
#endif
#if TACET_HAS_SPI
    case TACET_OP_SPI_SETUP: *result = buses_spi_setup(s); break;
    case TACET_OP_SPI_TRANSFER: return buses_spi_transfer(s, result);
#endif
#if TACET_HAS_IMAGES
    case TACET_OP_CHECKPOINT: return checkpoints_start(s, result);
#endif
    default: *result = -TACET_ERRNO_ENOSYS;
  }
  return true;
}

static void advance(void) {
  IF_STDIO(stdio_advance();)
  IF_PIN_WAITS(pin_waits_advance();)
  IF_BUSES(buses_advance();)
  IF_IMAGES(checkpoints_advance();)
}

/** After an entry: performs what the program has submitted, as far as there is room for answers. */
static void ops_perform(void) {
#ifndef RING_BLOCK
  if (rings.block == 0) {
    uint32_t block = control_word(TACET_CONTROL_RINGS);
    if (block == 0) return;
    ring_announce(&rings, block);
  }
#endif
  advance();
  ring_take(&rings);
  advance();
}

/** Before a turn: what interrupts have brought becomes completions. */
static void events_post(void) {
  if (ring_block(&rings) != 0) advance();
}

/** Whether the program has completions to take, or the loop has some to post. With interrupts masked, before sleep. */
static bool events_pending(void) {
  if (ring_block(&rings) == 0) return false;
  IF_STDIO(if (stdio_pending()) return true;)
  IF_PIN_WAITS(if (pin_waits_pending()) return true;)
  IF_BUSES(if (buses_pending()) return true;)
  return ring_has_completions(&rings);
}

/** Whether an interrupt may still bring something the program waits for. */
static inline bool ops_in_flight(void) {
  IF_STDIO(if (stdio_in_flight()) return true;)
  IF_PIN_WAITS(if (pin_waits_in_flight()) return true;)
  IF_BUSES(if (buses_in_flight()) return true;)
  IF_IMAGES(if (checkpoints_in_flight()) return true;)
  return events_pending();
}

#if TACET_HAS_IMAGES
/** After an entry, when all is performed that there is room for: saves the program, if it has asked for that. */
static void ops_save(void) {
  if (checkpoint.state != PENDING_UNDER_WAY || interrupted_count > 0) return;
  IF_STDIO(checkpoints_add(&stdin_read);)
  IF_PIN_WAITS(for (uint32_t i = 0; i < PIN_WAITS_MAX; i++) checkpoints_add(&pin_waits[i].pending);)
  IF_BUSES(for (uint32_t i = 0; i < BUS_PLACES; i++) checkpoints_add(&transfers[i].pending);)
  checkpoints_add(&checkpoint);
  _Static_assert(2 IF_PIN_WAITS(+ PIN_WAITS_MAX) IF_BUSES(+ BUS_PLACES) <= TACET_IMAGE_OPERATIONS_MAX, "an image holds all operations");
  pending_end(&checkpoint, image_save());
  advance();
}

/** At the start, behind guest_init: goes on from the newest image. @returns false where there is none */
static bool ops_restore(void) {
  if (!image_find()) return false;
  interrupted = image_restore(&interrupted_count);
#ifdef RING_BLOCK
  ring_resume(&rings);
#endif
  return true;
}
#endif
