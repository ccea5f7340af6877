// See facts.h. The section is JSON as our own compiler writes it, without spaces: numbers are looked for by their names.

#include "facts.h"

#include <string.h>

#include "../common/tacet_abi.h"

#define HEADER_BYTES 8u
/** Longer offsets are none of ours. */
#define OFFSET_DIGITS 5u

typedef struct {
  const uint8_t *at, *end;
} bytes;

static size_t left(const bytes *from) {
  return (size_t)(from->end - from->at);
}

/** Takes an unsigned LEB128 number. @returns false where there is none that fits 32 bits */
static bool take_number(bytes *from, uint32_t *number) {
  *number = 0;
  for (uint32_t shift = 0; shift < 32 && left(from) > 0; shift += 7) {
    uint8_t byte = *from->at++;
    if (shift == 28 && byte > 0x0f) return false;
    *number |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

/** Takes a number of bytes and so many bytes behind it. */
static bool take_bytes(bytes *from, bytes *taken) {
  uint32_t length;
  if (!take_number(from, &length) || length > left(from)) return false;
  *taken = (bytes){ from->at, from->at + length };
  from->at += length;
  return true;
}

static bool is_text(const bytes *name, const char *text) {
  return left(name) == strlen(text) && memcmp(name->at, text, left(name)) == 0;
}

/** The content of the section `tacet`; empty where there is none. */
static bytes find_section(const uint8_t *module, size_t length) {
  bytes none = { module, module }, rest = { module + HEADER_BYTES, module + length };
  if (length < HEADER_BYTES || memcmp(module, "\0asm", 4) != 0) return none;
  while (left(&rest) > 0) {
    uint8_t id = *rest.at++;
    bytes section, name;
    if (!take_bytes(&rest, &section)) return none;
    if (id == 0 && take_bytes(&section, &name) && is_text(&name, "tacet")) return section;
  }
  return none;
}

/** What stands behind `key`. @returns false where that is not there */
static bool find_behind(const bytes *json, const char *key, bytes *rest) {
  size_t length = strlen(key);
  for (*rest = *json; left(rest) >= length; rest->at++) {
    if (memcmp(rest->at, key, length) != 0) continue;
    rest->at += length;
    return true;
  }
  return false;
}

/** The number behind `key`. @returns false where there is none */
static bool find_number(const bytes *json, const char *key, uint32_t *number) {
  bytes rest;
  if (!find_behind(json, key, &rest)) return false;
  uint32_t digits = 0;
  for (*number = 0; left(&rest) > 0 && *rest.at >= '0' && *rest.at <= '9' && digits <= OFFSET_DIGITS; digits++) {
    *number = *number * 10 + (uint32_t)(*rest.at++ - '0');
  }
  return digits > 0 && digits <= OFFSET_DIGITS;
}

tacet_facts facts_of(const uint8_t *module, size_t length) {
  tacet_facts facts = { .result_offset = TACET_TASK_RESULT };
  bytes json = find_section(module, length), error;
  uint32_t offset;
  if (find_number(&json, "\"resultOffset\":", &offset)) facts.result_offset = offset;
  if (!find_behind(&json, "\"error\":{", &error)) return facts;
  facts.throws = find_number(&error, "\"message\":", &facts.error_message) && find_number(&error, "\"name\":", &facts.error_name);
  return facts;
}
