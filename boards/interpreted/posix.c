// See posix.h.

#define _POSIX_C_SOURCE 200809L

#include "posix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define US_PER_S 1000000u
#define NS_PER_US 1000u

static uint64_t started;

static uint64_t clock_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * US_PER_S + (uint64_t)time.tv_nsec / NS_PER_US;
}

static uint64_t now(void) {
  return clock_us() - started;
}

static void sleep_until(uint64_t us) {
  uint64_t at = us + started;
  struct timespec time = { .tv_sec = (time_t)(at / US_PER_S), .tv_nsec = (long)(at % US_PER_S * NS_PER_US) };
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static bool write_stream(int stream, const uint8_t *bytes, uint32_t length) {
  FILE *file = stream == 2 ? stderr : stdout;
  return fwrite(bytes, 1, length, file) == length && fflush(file) == 0;
}

tacet_platform posix_platform(int argument_count, char *const *arguments) {
  started = clock_us();
  return (tacet_platform){
    .now = now, .sleep_until = sleep_until, .write = write_stream, .argument_count = argument_count, .arguments = arguments,
  };
}

uint8_t *posix_read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    fprintf(stderr, "tacet: cannot read '%s': %s\n", path, strerror(errno));
    return NULL;
  }
  uint8_t *bytes = NULL;
  long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  rewind(file);
  if (size >= 0) bytes = malloc((size_t)size + 1);
  if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
    fprintf(stderr, "tacet: cannot read '%s'\n", path);
    free(bytes);
    bytes = NULL;
  }
  fclose(file);
  *length = (size_t)size;
  return bytes;
}
