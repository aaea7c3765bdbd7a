/* The least that a C test needs: a failed check tells where it stands, and the program then returns 1. */
#ifndef CONFREC_CHECK_H
#define CONFREC_CHECK_H

#include <stdio.h>

static int check_failures;

#define CHECK(condition) \
  ((condition) ? (void)0 : (void)(check_failures++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition)))

static int check_result(void) {
  if (check_failures > 0) fprintf(stderr, "%d checks failed\n", check_failures);
  return check_failures > 0 ? 1 : 0;
}

#endif
