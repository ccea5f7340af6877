// Checkpoints: CHECKPOINT -> an image (image.c) that the loop saves before the next turn; a restored image -> answers for what was under way.
// One checkpoint is under way at a time. In its image it has completed with 1, other operations with EINTR; those whose answer waited for
// room have that answer.

#include "image.c"
#include "ring.h"

#define RESTORED 1

static struct pending checkpoint;
/** Operations of the image the program was restored from that have no answer yet. */
static const uint8_t *interrupted;
static uint32_t interrupted_count;

static void checkpoints_advance(void) {
  for (; interrupted_count > 0 && ring_has_room(&rings); interrupted_count--, interrupted += TACET_IMAGE_FORMAT_OPERATION_BYTES) {
    ring_post(&rings, get_u32(interrupted), get_u32(interrupted + 4), (int32_t)get_u32(interrupted + 8));
  }
  pending_post(&rings, &checkpoint);
}

/** The loop saves it before it sleeps, so this is only about answers that wait for room. */
static bool checkpoints_in_flight(void) {
  return checkpoint.state != PENDING_FREE || interrupted_count > 0;
}

/** @returns false: the loop will save; otherwise `result` is the answer */
static bool checkpoints_start(const struct submission *s, int32_t *result) {
  *result = -TACET_ERRNO_EBUSY;
  if (checkpoints_in_flight()) return true;
  pending_start(&checkpoint, s);
  return false;
}

/** An operation for the image, if it is one. */
static void checkpoints_add(const struct pending *pending) {
  if (pending->state == PENDING_FREE) return;
  int32_t result = pending->state == PENDING_ENDED ? pending->result : pending == &checkpoint ? RESTORED : -TACET_ERRNO_EINTR;
  image_add_operation(pending->user, pending_generation(pending), result);
}
