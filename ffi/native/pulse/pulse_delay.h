/*
 * How long PulseAudio holds captured frames back before it hands them over; and, since the same answer says it, whether it
 * has muted the stream.
 *
 * A sink's monitor may be rewound, so the server delays what a client records by up to the sink's latency: a delay that
 * comes and goes with the programs that play, differs from stream to stream (measured: 0 to 30 ms), and loses nothing.
 * The callback's time says when frames were handed over; less this delay it says when they were there. pactl shows the
 * same figure as "Buffer Latency". PipeWire's server always says 0: see pipewire_clock.h.
 *
 * While programs play, the delay jumps between one callback and the next (0 and 10 ms, measured). So the question goes
 * out with each callback, and an answer that comes within 5 ms, before the next callback, is that callback's own: with
 * it, frames seem late by what the server was late, and never early (4,000 of each of two streams, beside four busy
 * loops: 0.2 ms at most). Where none comes in time the least delay of the last half second counts: late is a jitter that
 * the clock removes, early is not. (With the least alone, a delay that never fell to 0 for a second looked like as many
 * lost frames; with the answer to the callback before, 2 % of the blocks seemed early.)
 *
 * Question and answer go through the audio thread's main loop; libpulse itself allocates for them, as it does for each
 * block. Compiled only on Linux.
 */
#ifndef CONFREC_PULSE_DELAY_H
#define CONFREC_PULSE_DELAY_H

#include "../miniaudio_config.h"
#include "../ring.h"

#include <stdatomic.h>
#include <stdint.h>

typedef struct pulse_output_info pulse_output_info;
typedef void (*pulse_output_callback)(void *context, const pulse_output_info *info, int end, void *user);
typedef void *(*pulse_ask_output)(void *context, uint32_t index, pulse_output_callback callback, void *user);

/* Lives as long as its stream; touched by the audio thread only once the stream is open. */
typedef struct {
  pulse_ask_output ask; /* NULL where nothing can be asked */
  ring *frames;         /* whose callbacks it is about; NULL where only muting is asked for */
  uint32_t index;
  int is_waiting;
  double asked_ns;    /* host time */
  double ns;          /* the last answer */
  double least_ns;    /* of this span */
  double before_ns;   /* the least of the span before */
  double span_ns;     /* how long it is; 0 before the first */
  double span_end_ns; /* host time */
  _Atomic int muted;  /* read by others */
} pulse_delay;

/* For a capture stream that has just been opened, before its audio thread runs; `frames` may be NULL. */
void pulse_delay_open(pulse_delay *delay, const ma_context *context, const void *stream, ring *frames);

/* Audio thread: the least delay up to the callback before this one; asks for this one's own. ns */
double pulse_delay_ns(pulse_delay *delay, const ma_context *context, void *connection, double host_ns);

#endif
