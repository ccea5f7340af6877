// See command-line.h. From /proc/self/cmdline, where Linux has the words, each with a 0 behind it.

#include "command-line.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 4096u

/** The words, and a 0 behind the last. @param bytes of them. @returns NULL where there are none */
static char *read_words(size_t *bytes) {
  FILE *file = fopen("/proc/self/cmdline", "rb");
  if (file == NULL) return NULL;
  char *words = NULL;
  size_t used = 0, got = CHUNK_BYTES;
  while (got == CHUNK_BYTES) { // the last chunk is shorter
    char *longer = realloc(words, used + CHUNK_BYTES + 1);
    if (longer == NULL) break;
    words = longer;
    got = fread(words + used, 1, CHUNK_BYTES, file);
    used += got;
    words[used] = 0;
  }
  fclose(file);
  *bytes = used;
  return words;
}

/** The first of iwasm's words that is the module: options begin with `-`, and of those two take the next word, too. */
static int module_index(char *const *words, int count) {
  int index = 1;
  while (index < count && words[index][0] == '-') {
    bool takes_next = strcmp(words[index], "-f") == 0 || strcmp(words[index], "--function") == 0;
    index += takes_next ? 2 : 1;
  }
  return index;
}

int command_line_arguments(char ***arguments) {
  size_t bytes = 0;
  char *text = read_words(&bytes);
  int count = 0;
  for (size_t at = 0; at < bytes; at++) count += text[at] == 0;
  char **words = count > 0 ? malloc((size_t)count * sizeof *words) : NULL;
  if (words == NULL) return 0;
  for (int i = 0; i < count; i++) {
    words[i] = text;
    text += strlen(text) + 1;
  }
  int first = module_index(words, count) + 1;
  if (first >= count) return 0;
  *arguments = words + first;
  return count - first;
}
