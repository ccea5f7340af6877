// Waits at pins: PIN_WAIT -> the board's driver (pin-driver.h); its interrupts -> waits that end.
// A wait takes one of PIN_WAITS_MAX places; there is one at a time for each pin. The interrupt leaves a bit for its place and asks for no
// more, so what it leaves needs no queue: a place has room for all that can come. A level is waited for as the change to it, after a look
// at the level behind that, so that no change is missed.

#include "pin-driver.h"
#include "platform.h"
#include "ring.h"

/** At most 8: pins_ended has a bit for each. */
#define PIN_WAITS_MAX 8u

struct pin_wait {
  struct pending pending;
  uint32_t pin;
};

static struct pin_wait pin_waits[PIN_WAITS_MAX];
/** Bit n: what place n waits for has come. Set by the interrupt, cleared by the loop with interrupts masked. */
static volatile uint8_t pins_ended;

/** The place of the wait at this pin that is under way, or PIN_WAITS_MAX. Interrupt, or loop. */
static uint32_t pin_place(uint32_t pin) {
  uint32_t place = 0;
  while (place < PIN_WAITS_MAX && !(pin_waits[place].pending.state == PENDING_UNDER_WAY && pin_waits[place].pin == pin)) place++;
  return place;
}

static void pins_happened(uint32_t pin) {
  uint32_t place = pin_place(pin);
  if (place < PIN_WAITS_MAX) pins_ended |= (uint8_t)(1u << place);
}

/** Ends a wait, whatever the interrupt has left of it. */
static void pin_end(struct pin_wait *wait, int32_t result) {
  interrupts_mask();
  pin_listen(wait->pin, false, false);
  pins_ended &= (uint8_t)~(1u << (wait - pin_waits));
  pending_end(&wait->pending, result);
  interrupts_unmask();
}

static void pin_waits_advance(void) {
  for (uint32_t place = 0; place < PIN_WAITS_MAX; place++) {
    struct pin_wait *wait = &pin_waits[place];
    if (pins_ended >> place & 1) pin_end(wait, 0);
    pending_post(&rings, &wait->pending);
  }
}

static bool pin_waits_pending(void) {
  return pins_ended != 0;
}

static bool pin_waits_in_flight(void) {
  for (uint32_t place = 0; place < PIN_WAITS_MAX; place++) {
    if (pin_waits[place].pending.state != PENDING_FREE) return true;
  }
  return false;
}

#if TACET_HAS_CANCEL
static bool pin_waits_cancel(const struct submission *s) {
  for (uint32_t place = 0; place < PIN_WAITS_MAX; place++) {
    struct pin_wait *wait = &pin_waits[place];
    if (!pending_is_meant(&rings, &wait->pending, s)) continue;
    pin_end(wait, -TACET_ERRNO_ECANCELED);
    return true;
  }
  return false;
}
#endif

/** @returns a place that no wait has, or PIN_WAITS_MAX */
static uint32_t pin_free_place(void) {
  uint32_t place = 0;
  while (place < PIN_WAITS_MAX && pin_waits[place].pending.state != PENDING_FREE) place++;
  return place;
}

/** @returns false: the wait goes on; otherwise `result` is its answer */
static bool pin_waits_start(uint32_t pin, const struct submission *s, int32_t *result) {
  uint32_t event = s->arg_low;
  *result = -TACET_ERRNO_EINVAL;
  if (event > TACET_PIN_EVENT_EDGE || s->arg_high != 0) return true;
  *result = -TACET_ERRNO_EBUSY;
  if (pin_place(pin) < PIN_WAITS_MAX) return true;
  *result = -TACET_ERRNO_EAGAIN;
  uint32_t place = pin_free_place();
  if (place == PIN_WAITS_MAX) return true;
  struct pin_wait *wait = &pin_waits[place];
  bool falls = event == TACET_PIN_EVENT_LOW || event == TACET_PIN_EVENT_FALLING || event == TACET_PIN_EVENT_EDGE;
  bool rises = event == TACET_PIN_EVENT_HIGH || event == TACET_PIN_EVENT_RISING || event == TACET_PIN_EVENT_EDGE;
  interrupts_mask();
  wait->pin = pin;
  pending_start(&wait->pending, s);
  int32_t error = pin_listen(pin, falls, rises);
  interrupts_unmask();
  if (error != 0) pin_end(wait, error);
  else if (event <= TACET_PIN_EVENT_HIGH && pin_read(pin) == (event == TACET_PIN_EVENT_HIGH)) pin_end(wait, 0);
  return false;
}
