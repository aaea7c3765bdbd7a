/* The host clock: it goes on while the machine sleeps. */
#if defined(__linux__)
#define _GNU_SOURCE /* CLOCK_BOOTTIME */
#endif

#include "confrec_audio.h"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach/mach_time.h>
#else
#include <time.h>
#endif

double confrec_now_ns(void) {
#if defined(_WIN32)
  LARGE_INTEGER frequency, count;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  /* Whole seconds apart from the rest, so that no product overflows after days. */
  return (double)(count.QuadPart / frequency.QuadPart * 1000000000 +
                  count.QuadPart % frequency.QuadPart * 1000000000 / frequency.QuadPart);
#elif defined(__APPLE__)
  mach_timebase_info_data_t base;
  uint64_t ticks = mach_continuous_time();
  mach_timebase_info(&base);
  return (double)(ticks / base.denom * base.numer + ticks % base.denom * base.numer / base.denom);
#else
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (double)((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
#endif
}
