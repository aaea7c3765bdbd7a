/*
 * The tap and the follower alone: what a monitor plays, at which delay, and what it does when nothing comes. Built with
 * sanitizers and run by scripts/test_native.ts; the last part runs both sides on two threads.
 */
#include "../../ffi/native/monitor/follower.h"
#include "check.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define PI 3.14159265358979
#define RATE_HZ 48000.0
#define MOST_FRAMES 4800u

static float tone(uint64_t n) { return (float)(0.5 * sin(2 * PI * 440 * (double)n / RATE_HZ)); }

/* The next frames of a tone, on two channels whose mean it is. */
static void push_tone(tap *t, uint64_t *next, uint32_t frames) {
  float samples[2 * MOST_FRAMES];
  uint32_t n;
  for (n = 0; n < frames; n++, ++*next) {
    samples[2 * n] = 1.5f * tone(*next);
    samples[2 * n + 1] = 0.5f * tone(*next);
  }
  tap_push(t, samples, frames, 2);
}

static tap *open_tap(void) {
  tap *t = tap_open(RATE_HZ, 0.5);
  if (t != NULL) atomic_store(&t->is_open, 1);
  return t;
}

static void drops_what_nobody_takes(void) {
  tap *t = tap_open(RATE_HZ, 0.5);
  uint64_t next = 0;
  int i;
  push_tone(t, &next, 480);
  CHECK(atomic_load(&t->written) == 0); /* nobody listens */
  atomic_store(&t->is_open, 1);
  for (i = 0; i < 100; i++) push_tone(t, &next, 480);
  CHECK(atomic_load(&t->written) <= t->capacity);
  CHECK(atomic_load(&t->written) > t->capacity - 480);
  t->owners++;
  tap_close(t);
  CHECK(t->owners == 1);
  tap_close(t);
  tap_close(NULL);
}

/*
 * Two clocks: `pushed` frames come while `played` are taken. Plays for so many seconds, and returns the longest that waited
 * at the end of a block in the last second, frames; -1 where something was missing in the last second.
 */
static double wait_of(uint32_t pushed, uint32_t played, int seconds, float *steepest) {
  tap *t = open_tap();
  follower f;
  float samples[MOST_FRAMES], last = 0;
  uint64_t next = 0;
  double longest = 0;
  uint64_t missing = 0;
  int i, blocks = (int)(seconds * RATE_HZ / played);
  follower_init(&f, t, 1);
  *steepest = 0;
  for (i = 0; i < blocks; i++) {
    uint32_t n;
    push_tone(t, &next, pushed);
    follower_play(&f, samples, played);
    for (n = 0; n < played; n++) {
      if (fabsf(samples[n] - last) > *steepest) *steepest = fabsf(samples[n] - last);
      last = samples[n];
    }
    if (i < blocks - (int)(RATE_HZ / played)) {
      missing = atomic_load(&f.missing);
    } else {
      double waits = (double)(atomic_load(&t->written) - atomic_load(&t->consumed));
      if (waits > longest) longest = waits;
    }
  }
  if (atomic_load(&f.missing) != missing) longest = -1;
  tap_close(t);
  return longest;
}

static void follows_another_clock_without_a_break(void) {
  /* A tone of 440 Hz and 0.5 changes by 0.0288 from frame to frame at most. */
  float steepest;
  double wait;
  wait = wait_of(480, 480, 20, &steepest);
  CHECK(wait > 0 && wait < 0.006 * RATE_HZ && steepest < 0.035f);
  wait = wait_of(481, 480, 20, &steepest); /* 2,083 ppm */
  CHECK(wait > 0 && wait < 0.01 * RATE_HZ && steepest < 0.035f);
  wait = wait_of(480, 481, 20, &steepest);
  CHECK(wait > 0 && wait < 0.01 * RATE_HZ && steepest < 0.035f);
}

static void plays_what_was_heard_at_its_level(void) {
  tap *t = open_tap();
  follower f;
  float samples[480];
  double sum = 0;
  uint64_t next = 0;
  int i, n;
  follower_init(&f, t, 2);
  for (i = 0; i < 400; i++) {
    push_tone(t, &next, 480);
    follower_play(&f, samples, 480);
    for (n = 0; i >= 300 && n < 480; n++) sum += (double)samples[n] * samples[n];
  }
  CHECK(fabs(sqrt(2 * sum / 48000) - 1) < 0.01);
  CHECK(atomic_load(&f.missing) == 0);
  atomic_store(&f.wanted_gain, 0);
  push_tone(t, &next, 480);
  follower_play(&f, samples, 480);
  push_tone(t, &next, 480);
  follower_play(&f, samples, 480);
  for (n = 0; n < 480; n++) CHECK(samples[n] == 0);
  tap_close(t);
}

static void fades_where_nothing_comes_and_begins_anew(void) {
  tap *t = open_tap();
  follower f;
  float samples[480], last = 0, steepest = 0;
  uint64_t next = 0;
  int i, n;
  follower_init(&f, t, 1);
  for (i = 0; i < 300; i++) {
    if (i < 100 || i >= 120) push_tone(t, &next, 480);
    if (i == 200) push_tone(t, &next, MOST_FRAMES); /* 100 ms at once, which are not to stay a delay */
    follower_play(&f, samples, 480);
    for (n = 0; n < 480; n++) {
      if (fabsf(samples[n] - last) > steepest) steepest = fabsf(samples[n] - last);
      last = samples[n];
    }
    if (i == 119) CHECK(last == 0 && !f.plays);
    if (i == 130) CHECK(f.plays);
  }
  CHECK(atomic_load(&f.missing) > 0 && atomic_load(&f.missing) < 960);
  CHECK(steepest < 0.05f);
  CHECK(atomic_load(&t->written) - atomic_load(&t->consumed) < 0.015 * RATE_HZ);
  tap_close(t);
}

static void *push_for_a_while(void *user) {
  tap *t = user;
  uint64_t next = 0;
  int i;
  for (i = 0; i < 300; i++) {
    struct timespec time = {0, 1000000};
    push_tone(t, &next, 48);
    nanosleep(&time, NULL);
  }
  return NULL;
}

static void works_between_two_threads(void) {
  tap *t = open_tap();
  follower f;
  pthread_t producer;
  float samples[96];
  int i, n, heard = 0;
  follower_init(&f, t, 1);
  CHECK(pthread_create(&producer, NULL, push_for_a_while, t) == 0);
  for (i = 0; i < 150; i++) {
    struct timespec time = {0, 2000000};
    follower_play(&f, samples, 96);
    for (n = 0; n < 96; n++) heard += samples[n] != 0;
    nanosleep(&time, NULL);
  }
  pthread_join(producer, NULL);
  CHECK(heard > 0);
  tap_close(t);
}

int main(void) {
  drops_what_nobody_takes();
  follows_another_clock_without_a_break();
  plays_what_was_heard_at_its_level();
  fades_where_nothing_comes_and_begins_anew();
  works_between_two_threads();
  return check_result();
}
