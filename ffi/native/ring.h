/*
 * The way from the audio thread to a reader: a single-producer single-consumer ring of frames, and beside it a ring of
 * anchors that say when each callback's frames came. No locks, no allocation after ring_open().
 *
 * A callback's frames are stored whole or not at all. They are dropped, and counted, when either ring has no room;
 * since an anchor carries the count of all frames delivered so far, what follows still knows its place.
 *
 * Producer: ring_reserve(), fill the spans, ring_commit(). Consumer: ring_read(). Anyone: the atomic counters.
 */
#ifndef CONFREC_RING_H
#define CONFREC_RING_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* 12 s of callbacks every 3 ms; the usual 10 ms and longer give 40 s and more. A power of two. */
#define RING_ANCHORS 4096u
#define RING_CACHE_LINE 64
#define RING_BURST_NS 1e6
#define RING_PATIENCE_NS 300e6 /* longer than the periods that are asked for */
#define RING_ANSWER_NS 5e6     /* what is asked about a callback is answered within this time, or does not count */
#define RING_UNTOLD (-1.0)

typedef struct {
  uint64_t delivered; /* frames delivered up to the end of this callback, with the dropped ones */
  double host_ns;     /* when the callback came */
  double delay_ns;    /* the least that the system was known to hold frames back, after the callbacks before this */
  _Atomic double told_ns; /* what it said about this callback's own; RING_UNTOLD as long as it has not */
  uint32_t frames;        /* frames that this callback put into the ring */
} ring_anchor;

typedef struct {
  float *samples;
  uint32_t frames;
} ring_span;

typedef struct {
  double position;
  double host_ns;
} ring_place;

typedef struct {
  float *samples;
  ring_anchor *anchors;
  uint64_t capacity; /* frames */
  uint32_t channels;
  double frame_ns;

  /* Written by the producer. Neither side's counters share a cache line with the other's. */
  char pad_before_producer[RING_CACHE_LINE];
  _Atomic uint64_t anchors_written; /* released after the frames that the anchor covers */
  _Atomic uint64_t delivered;
  _Atomic uint64_t dropped;
  _Atomic double last_ns;
  uint64_t stored;
  int has_stored; /* the last callback's frames, that is: they were not dropped */

  char pad_before_consumer[RING_CACHE_LINE];
  _Atomic uint64_t anchors_read;
  _Atomic uint64_t consumed; /* frames; released after they were copied out */
  uint32_t taken;            /* frames of the current anchor that were read already */
} ring;

static inline void ring_close(ring *r) {
  free(r->samples);
  free(r->anchors);
  r->samples = NULL;
  r->anchors = NULL;
}

/* Returns 0 when there is not enough memory. The memory is touched here, so that the audio thread meets no page fault. */
static inline int ring_open(ring *r, uint64_t capacity, uint32_t channels, double rate_hz) {
  memset(r, 0, sizeof *r);
  if (capacity == 0 || channels == 0 || rate_hz <= 0 || capacity > SIZE_MAX / sizeof(float) / channels) return 0;
  r->samples = malloc((size_t)capacity * channels * sizeof(float));
  r->anchors = malloc(RING_ANCHORS * sizeof(ring_anchor));
  if (r->samples == NULL || r->anchors == NULL) {
    ring_close(r);
    return 0;
  }
  memset(r->samples, 0, (size_t)capacity * channels * sizeof(float));
  memset(r->anchors, 0, RING_ANCHORS * sizeof(ring_anchor));
  r->capacity = capacity;
  r->channels = channels;
  r->frame_ns = 1e9 / rate_hz;
  return 1;
}

/*
 * Producer: where the next `frames` frames go, in two pieces when they wrap. Returns 0 when there is no room; the
 * frames are then counted as delivered and dropped, and ring_commit() must not follow.
 */
static inline int ring_reserve(ring *r, uint32_t frames, double host_ns, ring_span span[2]) {
  uint64_t delivered = atomic_load_explicit(&r->delivered, memory_order_relaxed);
  uint64_t consumed = atomic_load_explicit(&r->consumed, memory_order_acquire);
  uint64_t written = atomic_load_explicit(&r->anchors_written, memory_order_relaxed);
  uint64_t read = atomic_load_explicit(&r->anchors_read, memory_order_acquire);
  uint64_t at, until_end;

  atomic_store_explicit(&r->last_ns, host_ns, memory_order_relaxed);
  if (frames > r->capacity - (r->stored - consumed) || written - read >= RING_ANCHORS) {
    uint64_t dropped = atomic_load_explicit(&r->dropped, memory_order_relaxed);
    atomic_store_explicit(&r->dropped, dropped + frames, memory_order_relaxed);
    atomic_store_explicit(&r->delivered, delivered + frames, memory_order_relaxed);
    r->has_stored = 0;
    return 0;
  }
  at = r->stored % r->capacity;
  until_end = r->capacity - at;
  span[0].samples = r->samples + at * r->channels;
  span[0].frames = frames < until_end ? frames : (uint32_t)until_end;
  span[1].samples = r->samples;
  span[1].frames = frames - span[0].frames;
  return 1;
}

/*
 * Producer: makes the reserved frames visible, together with their anchor.
 *
 * told_ns: how long these very frames were held back; RING_UNTOLD where ring_tell() may follow.
 */
static inline void ring_commit(ring *r, uint32_t frames, double host_ns, double delay_ns, double told_ns) {
  uint64_t delivered = atomic_load_explicit(&r->delivered, memory_order_relaxed) + frames;
  uint64_t written = atomic_load_explicit(&r->anchors_written, memory_order_relaxed);
  ring_anchor *anchor = &r->anchors[written % RING_ANCHORS];

  r->stored += frames;
  anchor->delivered = delivered;
  anchor->host_ns = host_ns;
  anchor->delay_ns = delay_ns;
  atomic_store_explicit(&anchor->told_ns, told_ns, memory_order_relaxed);
  anchor->frames = frames;
  r->has_stored = 1;
  atomic_store_explicit(&r->delivered, delivered, memory_order_relaxed);
  atomic_store_explicit(&r->anchors_written, written + 1, memory_order_release);
}

/* Producer: how long the frames of the last callback were held back. */
static inline void ring_tell(ring *r, double told_ns) {
  uint64_t written = atomic_load_explicit(&r->anchors_written, memory_order_relaxed);
  if (!r->has_stored) return;
  atomic_store_explicit(&r->anchors[(written - 1) % RING_ANCHORS].told_ns, told_ns, memory_order_relaxed);
}

static inline void ring_copy_out(const ring *r, uint64_t from, float *samples, uint32_t frames) {
  uint64_t at = from % r->capacity;
  uint64_t until_end = r->capacity - at;
  uint32_t head = frames < until_end ? frames : (uint32_t)until_end;
  memcpy(samples, r->samples + at * r->channels, (size_t)head * r->channels * sizeof(float));
  memcpy(samples + (size_t)head * r->channels, r->samples, (size_t)(frames - head) * r->channels * sizeof(float));
}

/*
 * A callback that comes within a quarter of its own duration after the one before, or within 1 ms, belongs to a burst:
 * the earlier one had been waiting, and only the later time says when the frames were there. PulseAudio cuts periods in
 * two or three in this way, some pieces being of two frames only.
 */
static inline int ring_is_burst(const ring *r, const ring_anchor *before, const ring_anchor *next) {
  double quarter_ns = 0.25 * next->frames * r->frame_ns;
  return next->delivered - next->frames == before->delivered &&
         next->host_ns - before->host_ns < (quarter_ns > RING_BURST_NS ? quarter_ns : RING_BURST_NS);
}

/* The anchor after the last that belongs to the block which begins at `read`: a callback, or a burst that fits. */
static inline uint64_t ring_block_end(const ring *r, uint64_t read, uint64_t written, uint32_t capacity) {
  const ring_anchor *anchor = &r->anchors[read % RING_ANCHORS];
  uint32_t left = anchor->frames - r->taken;
  uint32_t room = left < capacity ? capacity - left : 0;
  for (read++; room > 0 && read != written; read++) {
    const ring_anchor *next = &r->anchors[read % RING_ANCHORS];
    if (next->frames > room || !ring_is_burst(r, anchor, next)) break;
    room -= next->frames;
    anchor = next;
  }
  return read;
}

static inline double ring_told_ns(const ring *r, uint64_t read) {
  return atomic_load_explicit(&r->anchors[read % RING_ANCHORS].told_ns, memory_order_relaxed);
}

/*
 * Whether the reader should wait before it takes the block that ends before anchor `end`: for what may be told about it;
 * or, if nothing was, for the next anchor. A delay is known before a callback by its own anchor, and after it by the
 * next. Where it changed between, the smaller of both errs on the late side, which is the safe one.
 */
static inline int ring_is_half_known(const ring *r, uint64_t end, uint64_t written, double until_ns) {
  const ring_anchor *anchor = &r->anchors[(end - 1) % RING_ANCHORS];
  double patience_ns = anchor->delay_ns > 0 ? RING_PATIENCE_NS : RING_ANSWER_NS;
  return end == written && ring_told_ns(r, end - 1) < 0 && anchor->host_ns > until_ns - patience_ns;
}

/* How long a block's frames were held back: as was told about its last callback; else the least that is known. ns */
static inline double ring_delay_ns(const ring *r, uint64_t read, uint64_t end, uint64_t written) {
  double told_ns = ring_told_ns(r, end - 1);
  double least_ns = r->anchors[read % RING_ANCHORS].delay_ns;
  if (told_ns >= 0) return told_ns;
  for (read++; read < end + (end != written); read++) {
    double next_ns = r->anchors[read % RING_ANCHORS].delay_ns;
    if (next_ns < least_ns) least_ns = next_ns;
  }
  return least_ns;
}

/*
 * Consumer: the next frames without a gap, at most `capacity`; 0 when nothing waits that came before `until_ns`. What
 * is younger may be the beginning of a burst, and is better read with the rest of it. A block is one callback, or the
 * callbacks of one burst, or a part of a callback that is longer than `capacity`: its time is then counted back from the
 * callback's end. The time is less what the system had held the frames back.
 */
static inline uint32_t ring_read(ring *r, float *samples, uint32_t capacity, double until_ns, ring_place *place) {
  uint64_t read = atomic_load_explicit(&r->anchors_read, memory_order_relaxed);
  uint64_t written = atomic_load_explicit(&r->anchors_written, memory_order_acquire);
  uint64_t consumed = atomic_load_explicit(&r->consumed, memory_order_relaxed);
  const ring_anchor *anchor;
  uint64_t end;
  uint32_t left, frames;

  while (read != written && r->anchors[read % RING_ANCHORS].frames == 0) read++;
  end = read == written || capacity == 0 ? read : ring_block_end(r, read, written, capacity);
  if (end == read || r->anchors[read % RING_ANCHORS].host_ns > until_ns ||
      ring_is_half_known(r, end, written, until_ns)) {
    atomic_store_explicit(&r->anchors_read, read, memory_order_release);
    return 0;
  }
  anchor = &r->anchors[read % RING_ANCHORS];
  left = anchor->frames - r->taken;
  frames = left < capacity ? left : capacity;
  place->position = (double)(anchor->delivered - left);
  place->host_ns = r->anchors[(end - 1) % RING_ANCHORS].host_ns - (left - frames) * r->frame_ns -
                   ring_delay_ns(r, read, end, written);
  ring_copy_out(r, consumed, samples, frames);
  if (frames < left) {
    r->taken += frames;
  } else {
    r->taken = 0;
    for (read++; read != end; read++) {
      uint32_t more = r->anchors[read % RING_ANCHORS].frames;
      ring_copy_out(r, consumed + frames, samples + (size_t)frames * r->channels, more);
      frames += more;
    }
  }
  atomic_store_explicit(&r->consumed, consumed + frames, memory_order_release);
  atomic_store_explicit(&r->anchors_read, read, memory_order_release);
  return frames;
}

#endif
