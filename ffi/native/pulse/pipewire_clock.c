/* Asks PipeWire's server with each callback which frames it has, and tells the ring how long it held them back. */
#include "pipewire_clock.h"

#include "../confrec_audio.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/time.h>

/* How pa_timing_info begins, in the library's stable ABI. */
struct pulse_timing {
  struct timeval timestamp;
  int synchronized_clocks; /* server and client go by one clock */
  uint64_t sink_usec;
  uint64_t source_usec;
  uint64_t transport_usec; /* the answer's way here, in that case */
  int playing;
  int write_index_corrupt;
  int64_t write_index; /* bytes captured */
  int read_index_corrupt;
  int64_t read_index; /* bytes that we have read */
};

/* pa_usec_t of an event that is not due. */
#define PIPEWIRE_NEVER UINT64_MAX
/* What a stream would never hold. */
#define PIPEWIRE_MOST_HELD_NS 20e9
/* So many steps tell how long a cycle is; one that short could be chance, where the server changes the rate. */
#define PIPEWIRE_ENOUGH_STEPS 8u
#define PIPEWIRE_LEAST_CYCLE 64u
/* After some of the answers it is asked once more so much later. */
#define PIPEWIRE_EVERY_ANSWER 4u
static const uint64_t pipewire_later_usec[] = {30000, 15000, 8000};

/* What is shorter than this makes cycles shorter than PipeWire's own. */
#define PIPEWIRE_LEAST_PERIOD_SECONDS 0.04

static uint32_t pipewire_divisor(uint32_t a, uint32_t b) {
  while (b != 0) {
    uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Learns how long a cycle is. */
static void pipewire_note_step(pipewire_clock *clock, int64_t written) {
  int64_t step = (written - clock->written) / clock->frame_bytes;
  uint32_t divisor = 0, i;
  if (step == 0) return;
  clock->written = written;
  if (step < 0 || step > UINT32_MAX) return;
  clock->steps[clock->step_count++ % PIPEWIRE_STEPS] = (uint32_t)step;
  if (clock->step_count < PIPEWIRE_ENOUGH_STEPS) return;
  for (i = 0; i < PIPEWIRE_STEPS && i < clock->step_count; i++) divisor = pipewire_divisor(divisor, clock->steps[i]);
  atomic_store_explicit(&clock->cycle_frames, divisor < PIPEWIRE_LEAST_CYCLE ? 1 : divisor, memory_order_relaxed);
}

/* The server's answer, if there is a good one. */
static const pulse_timing *pipewire_timing(pipewire_clock *clock, void *stream, int success) {
  const pulse_timing *timing = success ? clock->told(stream) : NULL;
  if (timing == NULL || timing->write_index_corrupt || timing->read_index_corrupt) return NULL;
  pipewire_note_step(clock, timing->write_index);
  return timing;
}

/* Returns 0 when nothing can be asked, as when the stream has died. */
static int pipewire_ask(pipewire_clock *clock, pulse_told_timing take) {
  void (*unref)(void *) = (void (*)(void *))clock->context->pulse.pa_operation_unref;
  void *operation = clock->ask(clock->stream, take, clock);
  if (operation == NULL) return 0;
  unref(operation);
  return 1;
}

static void pipewire_take_step(void *stream, int success, void *user) { pipewire_timing(user, stream, success); }

static void pipewire_ask_later(void *api, void *event, const void *time, void *user) {
  (void)api;
  (void)event;
  (void)time;
  pipewire_ask(user, pipewire_take_step);
}

static void pipewire_take_timing(void *stream, int success, void *user) {
  pipewire_clock *clock = user;
  const pulse_timing *timing = pipewire_timing(clock, stream, success);
  double now_ns = confrec_now_ns();
  double waiting_ns, server_ns, held_ns;
  clock->is_waiting = 0;
  if (clock->answers++ % PIPEWIRE_EVERY_ANSWER == 0 && clock->event != NULL) {
    uint32_t turn = clock->answers / PIPEWIRE_EVERY_ANSWER;
    uint64_t later_usec = pipewire_later_usec[turn % (sizeof pipewire_later_usec / sizeof pipewire_later_usec[0])];
    clock->call_again(clock->connection, clock->event, clock->now_usec() + later_usec);
  }
  if (timing == NULL) return;
  waiting_ns = (double)(timing->write_index - timing->read_index) * clock->byte_ns;
  if (waiting_ns < 0 || waiting_ns > PIPEWIRE_MOST_HELD_NS) return;
  /* It answered after it was asked, whatever the wall clock says. */
  server_ns = now_ns - (timing->synchronized_clocks ? (double)timing->transport_usec * 1e3 : 0);
  if (server_ns < clock->asked_ns) server_ns = clock->asked_ns;
  held_ns = waiting_ns - (server_ns - atomic_load_explicit(&clock->frames->last_ns, memory_order_relaxed));
  ring_tell(clock->frames, held_ns > 0 ? held_ns : 0);
}

/* The event goes with its main loop. */
static void pipewire_prepare_later(pipewire_clock *clock) {
  pulse_call_later call_later = NULL;
  void *library = clock->context->pulse.pulseSO;
  void *symbol = dlsym(library, "pa_context_rttime_new");
  memcpy(&call_later, &symbol, sizeof symbol);
  symbol = dlsym(library, "pa_context_rttime_restart");
  memcpy(&clock->call_again, &symbol, sizeof symbol);
  symbol = dlsym(library, "pa_rtclock_now");
  memcpy(&clock->now_usec, &symbol, sizeof symbol);
  if (call_later == NULL || clock->call_again == NULL || clock->now_usec == NULL) return;
  clock->event = call_later(clock->connection, PIPEWIRE_NEVER, pipewire_ask_later, clock);
}

void pipewire_clock_open(pipewire_clock *clock, const ma_device *device, ring *frames) {
  const ma_context *context = device->pContext;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_stream_get_timing_info");
  memcpy(&clock->told, &symbol, sizeof symbol);
  symbol = dlsym(context->pulse.pulseSO, "pa_stream_update_timing_info");
  memcpy(&clock->ask, &symbol, sizeof symbol);
  clock->context = context;
  clock->connection = device->pulse.pPulseContext;
  clock->stream = device->pulse.pStreamCapture;
  clock->frames = frames;
  clock->frame_bytes = ma_get_bytes_per_frame(device->capture.internalFormat, device->capture.internalChannels);
  clock->byte_ns = 1e9 / device->capture.internalSampleRate / clock->frame_bytes;
  if (clock->told == NULL || clock->stream == NULL) clock->ask = NULL;
  if (clock->ask == NULL) return;
  atomic_store_explicit(&clock->cycle_frames, 1, memory_order_relaxed);
  pipewire_prepare_later(clock);
}

void pipewire_clock_ask(pipewire_clock *clock, double host_ns) {
  if (clock->is_waiting || !pipewire_ask(clock, pipewire_take_timing)) return;
  clock->is_waiting = 1;
  clock->asked_ns = host_ns;
}

uint32_t pipewire_period_frames(uint32_t rate_hz) {
  uint32_t frames = 64;
  while (frames < PIPEWIRE_LEAST_PERIOD_SECONDS * rate_hz) frames *= 2;
  return frames;
}
