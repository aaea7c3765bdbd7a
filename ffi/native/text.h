/* Text in fields of fixed size: always ended by 0, cut where it does not fit. */
#ifndef CONFREC_TEXT_H
#define CONFREC_TEXT_H

#include <stdio.h>
#include <string.h>

static inline void copy_text(char *to, size_t size, const char *from) {
  if (size > 0) snprintf(to, size, "%s", from);
}

static inline int ends_with(const char *text, const char *end) {
  size_t text_length = strlen(text), end_length = strlen(end);
  return text_length >= end_length && strcmp(text + text_length - end_length, end) == 0;
}

#endif
