/*
 * What PipeWire's PulseAudio server knows of a stream's frames at each callback.
 *
 * PipeWire captures in cycles (its quantum: 1,024 frames, or whatever the programs that run want). After each its server
 * has so many frames more, and hands over as many whole fragments as there are; the rest waits for later cycles, up to
 * 40 ms, which differs from fragment to fragment unless a fragment is whole cycles. So a callback's time says nothing
 * exact about its last frame. The server's counters do: with each callback it is asked how many frames it has captured
 * (write index) and handed over (read index) at the time of its answer. All that it had captured by then was there by
 * then: an anchor that may be late, by a cycle at most, and is never early. "Buffer Latency", which tells the same on
 * PulseAudio, is always 0 here.
 *
 * Whatever PipeWire loses is whole cycles, and so the timeline wants to know how long one is. Nobody says it, but what
 * the server has more of from answer to answer is whole cycles: their greatest common divisor is one. As questions at
 * each fragment would never see a shorter one, some are asked in between.
 *
 * Question and answer go through the audio thread's main loop, in order with the frames. Compiled only on Linux.
 */
#ifndef CONFREC_PIPEWIRE_CLOCK_H
#define CONFREC_PIPEWIRE_CLOCK_H

#include "../miniaudio_config.h"
#include "../ring.h"

#include <stdatomic.h>
#include <stdint.h>

#define PIPEWIRE_STEPS 24u

typedef struct pulse_timing pulse_timing;
typedef void (*pulse_told_timing)(void *stream, int success, void *user);
typedef void *(*pulse_ask_timing)(void *stream, pulse_told_timing callback, void *user);
typedef const pulse_timing *(*pulse_timing_of)(void *stream);
typedef void (*pulse_time_callback)(void *api, void *event, const void *time, void *user);
typedef void *(*pulse_call_later)(void *connection, uint64_t usec, pulse_time_callback callback, void *user);
typedef void (*pulse_call_again)(void *connection, void *event, uint64_t usec);
typedef uint64_t (*pulse_clock)(void);

/* Lives as long as its stream; touched by the audio thread only once the stream is open. */
typedef struct {
  pulse_ask_timing ask; /* NULL where it is not PipeWire, or cannot be asked */
  pulse_timing_of told;
  const ma_context *context;
  void *stream;
  ring *frames; /* whose callbacks it is about */
  uint32_t frame_bytes;
  double byte_ns;
  int is_waiting;
  double asked_ns; /* host time */

  /* Questions in between. */
  void *connection;
  void *event; /* NULL where nothing can be called later */
  pulse_call_again call_again;
  pulse_clock now_usec;
  uint32_t answers;
  int64_t written;                /* bytes, by the last answer */
  uint32_t steps[PIPEWIRE_STEPS]; /* by how many frames it grew, the last times that it did */
  uint32_t step_count;
  _Atomic uint32_t cycle_frames; /* 1 as long as it is not known, 0 where there is none; read by others */
} pipewire_clock;

/* For a capture stream of PipeWire's that has just been opened, before its audio thread runs. */
void pipewire_clock_open(pipewire_clock *clock, const ma_device *device, ring *frames);

/* Audio thread, at each callback: asks how long its frames were held back; the ring is told when the answer comes. */
void pipewire_clock_ask(pipewire_clock *clock, double host_ns);

/*
 * How PipeWire is asked for a stream at so many Hz. A program's wish bounds the cycle of all that runs on a device, and a
 * short cycle is one that a busy machine misses: so it is the longest that PipeWire gives by itself, 2,048 frames at
 * 48 kHz. A power of two, as cycles are: then a fragment is whole cycles.
 */
uint32_t pipewire_period_frames(uint32_t rate_hz);

#endif
