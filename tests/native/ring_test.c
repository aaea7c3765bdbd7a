/*
 * The ring alone. Built with sanitizers and run by scripts/test_native.ts; the second part runs producer and consumer
 * on two threads, for the thread sanitizer.
 */
#include "../../ffi/native/ring.h"
#include "check.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>

/* Delivers frames whose samples count on: sample c of frame n is n + c / 10. */
static int deliver_as(ring *r, uint64_t *next, uint32_t frames, double host_ns, double delay_ns, double told_ns) {
  ring_span span[2];
  int i;
  if (!ring_reserve(r, frames, host_ns, span)) {
    *next += frames;
    return 0;
  }
  CHECK(span[0].frames + span[1].frames == frames);
  for (i = 0; i < 2; i++) {
    uint32_t n, c;
    for (n = 0; n < span[i].frames; n++, ++*next) {
      for (c = 0; c < r->channels; c++) {
        span[i].samples[n * r->channels + c] = (float)(*next % 1000000) + (float)c / 8;
      }
    }
  }
  ring_commit(r, frames, host_ns, delay_ns, told_ns);
  return 1;
}

/* Frames of which it may still be told how long they were held back. */
static int deliver_held(ring *r, uint64_t *next, uint32_t frames, double host_ns, double delay_ns) {
  return deliver_as(r, next, frames, host_ns, delay_ns, RING_UNTOLD);
}

static int deliver(ring *r, uint64_t *next, uint32_t frames, double host_ns) {
  return deliver_as(r, next, frames, host_ns, 0, 0);
}

static int counts_on(const float *samples, uint32_t frames, uint32_t channels, double position) {
  uint32_t n, c;
  for (n = 0; n < frames; n++) {
    for (c = 0; c < channels; c++) {
      if (samples[n * channels + c] != (float)((uint64_t)(position + n) % 1000000) + (float)c / 8) return 0;
    }
  }
  return 1;
}

static void refuses_what_cannot_be(void) {
  ring r;
  CHECK(!ring_open(&r, 0, 2, 48000));
  CHECK(!ring_open(&r, 100, 0, 48000));
  CHECK(!ring_open(&r, 100, 2, 0));
  CHECK(!ring_open(&r, UINT64_MAX / 2, 2, 48000));
}

static void gives_back_what_was_put_in_across_many_wraps(void) {
  ring r;
  float out[64 * 2];
  ring_place place;
  uint64_t next = 0, taken = 0;
  int round;

  CHECK(ring_open(&r, 100, 2, 1000));
  for (round = 0; round < 500; round++) {
    uint32_t frames = 1 + (uint32_t)round % 61;
    CHECK(deliver(&r, &next, frames, round * 1e9));
    CHECK(ring_read(&r, out, 64, INFINITY, &place) == frames);
    CHECK(place.position == (double)taken);
    CHECK(place.host_ns == round * 1e9);
    CHECK(counts_on(out, frames, 2, place.position));
    taken += frames;
  }
  CHECK(ring_read(&r, out, 64, INFINITY, &place) == 0);
  CHECK(r.dropped == 0 && r.delivered == taken);
  ring_close(&r);
}

static void drops_whole_callbacks_when_full_and_keeps_their_place(void) {
  ring r;
  float out[100];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 100, 1, 1000));
  CHECK(deliver(&r, &next, 60, 1e9));
  CHECK(!deliver(&r, &next, 41, 2e9));
  CHECK(deliver(&r, &next, 40, 3e9));
  CHECK(!deliver(&r, &next, 1, 4e9));
  CHECK(r.dropped == 42 && r.delivered == 142 && r.last_ns == 4e9);

  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 60);
  CHECK(place.position == 0 && counts_on(out, 60, 1, 0));
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 40);
  CHECK(place.position == 101 && counts_on(out, 40, 1, 101));
  CHECK(deliver(&r, &next, 100, 5e9));
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 100);
  CHECK(place.position == 142 && counts_on(out, 100, 1, 142));
  CHECK(!deliver(&r, &next, 101, 6e9)); /* longer than the whole ring */
  CHECK(r.dropped == 143);
  ring_close(&r);
}

static void drops_and_counts_when_anchors_run_out(void) {
  ring r;
  float out[1];
  ring_place place;
  uint64_t next = 0;
  uint32_t i;

  CHECK(ring_open(&r, 2 * RING_ANCHORS, 1, 1000));
  for (i = 0; i < RING_ANCHORS; i++) CHECK(deliver(&r, &next, 1, i * 1e9));
  CHECK(!deliver(&r, &next, 1, 1e13));
  CHECK(r.dropped == 1);
  CHECK(ring_read(&r, out, 1, INFINITY, &place) == 1);
  CHECK(deliver(&r, &next, 1, 2e13));
  for (i = 1; i < RING_ANCHORS; i++) {
    CHECK(ring_read(&r, out, 1, INFINITY, &place) == 1);
    CHECK(place.position == i && place.host_ns == i * 1e9);
  }
  CHECK(ring_read(&r, out, 1, INFINITY, &place) == 1);
  CHECK(place.position == RING_ANCHORS + 1 && place.host_ns == 2e13);
  ring_close(&r);
}

static void cuts_a_long_callback_and_counts_its_time_back(void) {
  ring r;
  float out[30];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 100, 1, 1000)); /* 1 ms a frame */
  CHECK(deliver(&r, &next, 70, 1e9));
  CHECK(ring_read(&r, out, 30, INFINITY, &place) == 30);
  CHECK(place.position == 0 && place.host_ns == 1e9 - 40e6 && counts_on(out, 30, 1, 0));
  CHECK(ring_read(&r, out, 30, INFINITY, &place) == 30);
  CHECK(place.position == 30 && place.host_ns == 1e9 - 10e6 && counts_on(out, 30, 1, 30));
  CHECK(ring_read(&r, out, 30, INFINITY, &place) == 10);
  CHECK(place.position == 60 && place.host_ns == 1e9 && counts_on(out, 10, 1, 60));
  CHECK(ring_read(&r, out, 0, INFINITY, &place) == 0);
  ring_close(&r);
}

static void joins_a_burst_but_nothing_across_a_gap(void) {
  ring r;
  float out[100];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 200, 1, 1000));
  CHECK(deliver(&r, &next, 20, 1e9));
  CHECK(deliver(&r, &next, 20, 1e9 + 4.9e6)); /* a quarter of 20 ms is 5 ms */
  CHECK(deliver(&r, &next, 20, 1e9 + 9.8e6));
  CHECK(deliver(&r, &next, 20, 1e9 + 15e6)); /* 5.2 ms later: on its own */
  CHECK(!deliver(&r, &next, 150, 1e9 + 15e6));
  CHECK(deliver(&r, &next, 20, 1e9 + 15e6)); /* at the same time, but frames are missing between */
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 60);
  CHECK(place.position == 0 && place.host_ns == 1e9 + 9.8e6 && counts_on(out, 60, 1, 0));
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 20);
  CHECK(place.position == 60);
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 20);
  CHECK(place.position == 230 && counts_on(out, 20, 1, 230));

  CHECK(deliver(&r, &next, 50, 1.5e9));
  CHECK(deliver(&r, &next, 1, 1.5e9 + 0.9e6)); /* too short for a quarter of it to mean anything */
  CHECK(deliver(&r, &next, 49, 1.5e9 + 1.8e6));
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 100);
  CHECK(place.position == 250 && place.host_ns == 1.5e9 + 1.8e6);

  CHECK(deliver(&r, &next, 60, 2e9));
  CHECK(deliver(&r, &next, 60, 2e9)); /* would not fit into the reader's buffer with the first */
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 60);
  CHECK(ring_read(&r, out, 100, INFINITY, &place) == 60);
  CHECK(place.position == 410 && counts_on(out, 60, 1, 410));
  ring_close(&r);
}

static void leaves_what_is_too_young(void) {
  ring r;
  float out[10];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 100, 1, 1000));
  CHECK(deliver(&r, &next, 4, 5e9));
  CHECK(ring_read(&r, out, 10, 4.9e9, &place) == 0);
  CHECK(deliver(&r, &next, 4, 5e9 + 0.5e6));
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 8); /* the burst as a whole */
  CHECK(place.position == 0 && place.host_ns == 5e9 + 0.5e6);
  ring_close(&r);
}

static void takes_what_was_held_back_from_the_time_and_errs_on_the_late_side(void) {
  ring r;
  float out[10];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 100, 1, 1000));
  CHECK(deliver_held(&r, &next, 4, 1e9, 0)); /* nothing was known yet */
  CHECK(deliver_held(&r, &next, 4, 2e9, 20e6));
  CHECK(deliver_held(&r, &next, 4, 3e9, 20e6));
  CHECK(deliver_held(&r, &next, 4, 4e9, 5e6)); /* fell between the two: the one before counts as 5 ms */
  CHECK(deliver_held(&r, &next, 4, 5e9, 30e6)); /* rose: the one before counts as 5 ms too */
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 4 && place.host_ns == 1e9);
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 4 && place.host_ns == 2e9 - 20e6);
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 4 && place.host_ns == 3e9 - 5e6);
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 4 && place.host_ns == 4e9 - 5e6);
  CHECK(ring_read(&r, out, 10, 5e9, &place) == 0); /* what came after it is not known, and may be soon */
  CHECK(ring_read(&r, out, 10, 5e9 + 1e9, &place) == 4 && place.host_ns == 5e9 - 30e6);
  ring_close(&r);
}

static void believes_what_is_told_about_a_callback_itself(void) {
  ring r;
  float out[20];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 10, 1, 1000));
  CHECK(deliver_held(&r, &next, 4, 1e9, 0));
  ring_tell(&r, 10e6); /* more than the least so far */
  CHECK(ring_read(&r, out, 20, 1e9, &place) == 4 && place.host_ns == 1e9 - 10e6);
  CHECK(deliver_held(&r, &next, 4, 2e9, 10e6));
  CHECK(ring_read(&r, out, 20, 2.2e9, &place) == 0); /* waits for the next as long as nothing is told */
  ring_tell(&r, 0);
  CHECK(ring_read(&r, out, 20, 2e9, &place) == 4 && place.host_ns == 2e9);

  CHECK(deliver_held(&r, &next, 4, 3e9, 0));
  CHECK(ring_read(&r, out, 20, 3e9 + 0.9 * RING_ANSWER_NS, &place) == 0); /* an answer may come */
  CHECK(ring_read(&r, out, 20, 3e9 + 1.1 * RING_ANSWER_NS, &place) == 4 && place.host_ns == 3e9);

  CHECK(deliver_held(&r, &next, 4, 4e9, 30e6)); /* of a burst, the last callback's counts */
  ring_tell(&r, 20e6);
  CHECK(deliver_held(&r, &next, 4, 4e9 + 0.5e6, 0));
  CHECK(ring_read(&r, out, 20, 4e9, &place) == 0);
  ring_tell(&r, 5e6);
  CHECK(ring_read(&r, out, 20, 4e9, &place) == 8 && place.host_ns == 4e9 + 0.5e6 - 5e6);

  CHECK(deliver_held(&r, &next, 8, 5e9, 0));
  CHECK(!deliver_held(&r, &next, 4, 6e9, 0));
  ring_tell(&r, 7e6); /* about frames that were dropped */
  CHECK(ring_read(&r, out, 20, INFINITY, &place) == 8 && place.host_ns == 5e9);
  ring_close(&r);
}

static void steps_over_empty_callbacks(void) {
  ring r;
  float out[10];
  ring_place place;
  uint64_t next = 0;

  CHECK(ring_open(&r, 100, 1, 1000));
  CHECK(deliver(&r, &next, 0, 1e9));
  CHECK(ring_read(&r, out, 10, INFINITY, &place) == 0);
  CHECK(deliver(&r, &next, 0, 2e9));
  CHECK(deliver(&r, &next, 5, 3e9));
  CHECK(ring_read(&r, out, 10, INFINITY, &place) == 5);
  CHECK(place.position == 0 && place.host_ns == 3e9);
  ring_close(&r);
}

/* ---- two threads ---- */

enum { CALLBACKS = 60000 };

typedef struct {
  ring r;
  _Atomic int done;
} shared;

static void *produce(void *user) {
  shared *s = user;
  uint64_t next = 0;
  int i;
  for (i = 0; i < CALLBACKS; i++) {
    deliver_held(&s->r, &next, 1 + (uint32_t)i % 97, i * 1e6, 0);
    ring_tell(&s->r, i);
    if (i % 64 == 0) sched_yield();
  }
  atomic_store_explicit(&s->done, 1, memory_order_release);
  return NULL;
}

static void every_frame_is_read_or_counted_with_two_threads(void) {
  static shared s; /* static: all zero */
  static float out[128 * 2];
  pthread_t producer;
  ring_place place;
  double expected = 0, missing = 0, read = 0;
  int wrong = 0;

  CHECK(ring_open(&s.r, 1000, 2, 48000));
  CHECK(pthread_create(&producer, NULL, produce, &s) == 0);
  for (;;) {
    int done = atomic_load_explicit(&s.done, memory_order_acquire);
    uint32_t frames = ring_read(&s.r, out, 128, INFINITY, &place);
    if (frames == 0) {
      if (done) break;
      sched_yield();
      continue;
    }
    if (place.position < expected || !counts_on(out, frames, 2, place.position)) wrong++;
    missing += place.position - expected;
    expected = place.position + frames;
    read += frames;
  }
  pthread_join(producer, NULL);
  missing += (double)s.r.delivered - expected; /* what was dropped at the very end */
  CHECK(wrong == 0);
  CHECK(missing == (double)s.r.dropped);
  CHECK(read + missing == (double)s.r.delivered);
  CHECK(read > 0);
  ring_close(&s.r);
}

int main(void) {
  refuses_what_cannot_be();
  gives_back_what_was_put_in_across_many_wraps();
  drops_whole_callbacks_when_full_and_keeps_their_place();
  drops_and_counts_when_anchors_run_out();
  cuts_a_long_callback_and_counts_its_time_back();
  joins_a_burst_but_nothing_across_a_gap();
  leaves_what_is_too_young();
  takes_what_was_held_back_from_the_time_and_errs_on_the_late_side();
  believes_what_is_told_about_a_callback_itself();
  steps_over_empty_callbacks();
  every_frame_is_read_or_counted_with_two_threads();
  return check_result();
}
