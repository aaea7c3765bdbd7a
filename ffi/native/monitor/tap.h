/*
 * The way from a microphone's audio thread to that of a monitor: a single-producer single-consumer ring of frames with one
 * channel each. It is beside the recording's ring and shares nothing with it, so that what becomes of a monitor changes
 * nothing of what is recorded. No locks, no allocation after tap_open().
 *
 * What does not fit is dropped: a monitor that has stopped begins anew when it goes on.
 */
#ifndef CONFREC_TAP_H
#define CONFREC_TAP_H

#include "../ring.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
  float *samples;
  uint64_t capacity; /* frames */
  double rate_hz;
  int owners; /* the streams that use it; touched by the streams' own thread only */

  /* Written by the producer. */
  char pad_before_producer[RING_CACHE_LINE];
  _Atomic uint64_t written;    /* frames; released after them */
  _Atomic uint32_t push_frames; /* how many came together last */

  char pad_before_consumer[RING_CACHE_LINE];
  _Atomic uint64_t consumed;
  _Atomic int is_open; /* somebody listens */
} tap;

/* For at least `seconds` of sound; null when there is not enough memory. One owner has it. */
static inline tap *tap_open(double rate_hz, double seconds) {
  tap *t = calloc(1, sizeof *t);
  if (t == NULL) return NULL;
  t->capacity = (uint64_t)(rate_hz * seconds) + 1;
  t->rate_hz = rate_hz;
  t->samples = calloc((size_t)t->capacity, sizeof(float));
  t->owners = 1;
  if (t->samples != NULL) return t;
  free(t);
  return NULL;
}

/* One owner less; freed with the last one. */
static inline void tap_close(tap *t) {
  if (t == NULL || --t->owners > 0) return;
  free(t->samples);
  free(t);
}

/* Producer: the mean of each frame's channels. `samples` is interleaved. */
static inline void tap_push(tap *t, const float *samples, uint32_t frames, uint32_t channels) {
  uint64_t written = atomic_load_explicit(&t->written, memory_order_relaxed);
  uint64_t consumed = atomic_load_explicit(&t->consumed, memory_order_acquire);
  uint64_t at = written % t->capacity;
  uint32_t n, c;

  if (!atomic_load_explicit(&t->is_open, memory_order_acquire)) return;
  if (frames > t->capacity - (written - consumed)) return;
  for (n = 0; n < frames; n++) {
    float sum = 0;
    for (c = 0; c < channels; c++) sum += *samples++;
    t->samples[at] = sum / (float)channels;
    if (++at == t->capacity) at = 0;
  }
  atomic_store_explicit(&t->push_frames, frames, memory_order_relaxed);
  atomic_store_explicit(&t->written, written + frames, memory_order_release);
}

#endif
