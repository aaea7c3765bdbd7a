/*
 * For LD_PRELOAD: the time of day jumps, as when somebody sets the clock. 2 s after the program has begun it is an hour
 * earlier, 2 s later an hour later than it was. The monotonic clocks go on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

static time_t jump(void) {
  static _Atomic time_t began;
  struct timespec now;
  time_t passed;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  if (began == 0) began = now.tv_sec;
  passed = now.tv_sec - began;
  return passed < 2 ? 0 : passed < 4 ? -3600 : 3600;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  if (result != NULL) *result = now.tv_sec;
  return now.tv_sec;
}
