/*
 * For LD_PRELOAD: a machine on which odd things happen, for one program only. Each is asked for in the environment:
 *
 *   ODD_SLEEP=AT,SECONDS   AT seconds after the start the machine has slept for SECONDS: CLOCK_BOOTTIME jumps
 *   ODD_SYNC=AT,SECONDS    the first four syncs from AT seconds on take SECONDS each: a stick that is busy
 *   ODD_HANG=FILE          the first worker thread that waits for a socket while FILE is there renames it to FILE.hung, and
 *                          never comes back, as in the endless loop of PulseAudio's library
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

typedef int (*clock_function)(clockid_t, struct timespec *);
typedef int (*sync_function)(int);
typedef int (*poll_function)(struct pollfd *, nfds_t, int);
typedef int (*ppoll_function)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

static time_t started;

static time_t elapsed(void) {
  clock_function real = (clock_function)dlsym(RTLD_NEXT, "clock_gettime");
  struct timespec now;
  real(CLOCK_MONOTONIC, &now);
  if (started == 0) started = now.tv_sec;
  return now.tv_sec - started;
}

__attribute__((constructor)) static void begin(void) { elapsed(); }

/* Reads "AT,SECONDS"; returns whether AT has passed. */
static int is_due(const char *name, long *seconds) {
  long at;
  const char *text = getenv(name);
  return text != NULL && sscanf(text, "%ld,%ld", &at, seconds) == 2 && elapsed() >= at;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  static clock_function real;
  if (real == NULL) real = (clock_function)dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, now);
  long seconds;
  if (clock == CLOCK_BOOTTIME && is_due("ODD_SLEEP", &seconds)) now->tv_sec += seconds;
  return result;
}

static void be_slow(void) {
  static int slow;
  long seconds;
  if (is_due("ODD_SYNC", &seconds) && __sync_fetch_and_add(&slow, 1) < 4) sleep((unsigned)seconds);
}

int fdatasync(int file) {
  be_slow();
  return ((sync_function)dlsym(RTLD_NEXT, "fdatasync"))(file);
}

int fsync(int file) {
  be_slow();
  return ((sync_function)dlsym(RTLD_NEXT, "fsync"))(file);
}

static void perhaps_hang(void) {
  char name[32] = {0}, hung[4096];
  const char *file = getenv("ODD_HANG");
  if (file == NULL || prctl(PR_GET_NAME, name) != 0 || strncmp(name, "worker-", 7) != 0) return;
  snprintf(hung, sizeof hung, "%s.hung", file);
  if (rename(file, hung) == 0) for (;;) sleep(1);
}

int poll(struct pollfd *files, nfds_t count, int timeout) {
  perhaps_hang();
  return ((poll_function)dlsym(RTLD_NEXT, "poll"))(files, count, timeout);
}

int ppoll(struct pollfd *files, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
  perhaps_hang();
  return ((ppoll_function)dlsym(RTLD_NEXT, "ppoll"))(files, count, timeout, mask);
}
