/*
 * How long PulseAudio holds captured frames back before it hands them over; and, since the same answer says it, whether it
 * has muted the stream.
 *
 * A sink's monitor may be rewound, so the server delays what a client records by up to the sink's latency: a delay that
 * comes and goes with the programs that play, differs from stream to stream (measured: 0 to 30 ms), and loses nothing.
 * The callback's time says when frames were handed over; less this delay it says when they were there. pactl shows the
 * same figure as "Buffer Latency". PipeWire's server always says 0.
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

#include "host_clock.h"
#include "miniaudio_config.h"
#include "pulse.h"
#include "ring.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

/* How pa_source_output_info begins, in the library's stable ABI. */
typedef struct {
  uint32_t index;
  const char *name;
  uint32_t owner_module;
  uint32_t client;
  uint32_t source;
  pulse_spec spec;
  pulse_map map;
  uint64_t buffer_usec;
  uint64_t source_usec;
  const char *resample_method;
  const char *driver;
  const void *properties;
  int corked;
  pulse_volume volume;
  int mute;
  int has_volume;
} pulse_output_info;

typedef void (*pulse_output_callback)(void *context, const pulse_output_info *info, int end, void *user);
typedef void *(*pulse_ask_output)(void *context, uint32_t index, pulse_output_callback callback, void *user);
typedef uint32_t (*pulse_index_of)(const void *stream);

/* Answers count for between one and two spans: short ones at first, because a stream begins with no delay. */
#define PULSE_DELAY_FIRST_SPAN_NS 0.1e9
#define PULSE_DELAY_SPAN_NS 0.3e9

/* Lives as long as its stream; touched by the audio thread only once the stream is open. */
typedef struct {
  pulse_ask_output ask; /* NULL where nothing can be asked */
  ring *frames;         /* whose callbacks it is about */
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

static void pulse_take_delay(void *context, const pulse_output_info *info, int end, void *user) {
  pulse_delay *delay = user;
  (void)context;
  if (end == 0 && info != NULL) {
    int is_down = info->has_volume && pulse_is_turned_down(&info->volume);
    atomic_store_explicit(&delay->muted, info->mute || is_down, memory_order_relaxed);
    delay->ns = (double)info->buffer_usec * 1e3;
    if (host_clock_ns() - delay->asked_ns < RING_ANSWER_NS) ring_tell(delay->frames, delay->ns);
  }
  if (end != 0) delay->is_waiting = 0;
}

/* For a capture stream that has just been opened, before its audio thread runs. */
static void pulse_delay_open(pulse_delay *delay, const ma_context *context, const void *stream, ring *frames) {
  pulse_index_of index_of = NULL;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_stream_get_index");
  memcpy(&index_of, &symbol, sizeof symbol);
  symbol = dlsym(context->pulse.pulseSO, "pa_context_get_source_output_info");
  memcpy(&delay->ask, &symbol, sizeof symbol);
  if (index_of == NULL || stream == NULL) delay->ask = NULL;
  if (delay->ask != NULL) delay->index = index_of(stream);
  delay->frames = frames;
}

static double pulse_lesser(double a, double b) { return a < b ? a : b; }

/* Audio thread: the least delay up to the callback before this one; asks for this one's own. ns */
static double pulse_delay_ns(pulse_delay *delay, const ma_context *context, void *connection, double host_ns) {
  void (*unref)(void *) = (void (*)(void *))context->pulse.pa_operation_unref;
  if (delay->ask != NULL && !delay->is_waiting) {
    void *operation = delay->ask(connection, delay->index, pulse_take_delay, delay);
    if (operation != NULL) {
      delay->is_waiting = 1;
      delay->asked_ns = host_ns;
      unref(operation);
    }
  }
  if (host_ns >= delay->span_end_ns) {
    delay->before_ns = delay->span_ns == 0 ? delay->ns : delay->least_ns;
    delay->least_ns = delay->ns;
    delay->span_ns = pulse_lesser(PULSE_DELAY_SPAN_NS, delay->span_ns == 0 ? PULSE_DELAY_FIRST_SPAN_NS : 2 * delay->span_ns);
    delay->span_end_ns = host_ns + delay->span_ns;
  }
  delay->least_ns = pulse_lesser(delay->least_ns, delay->ns);
  return pulse_lesser(delay->least_ns, delay->before_ns);
}

#endif
