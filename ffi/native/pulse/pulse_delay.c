/* Asks PulseAudio with each callback how long it held the frames back, and keeps the least of its answers. */
#include "pulse_delay.h"

#include "../confrec_audio.h"
#include "pulse.h"
#include "pulse_infos.h"

#include <dlfcn.h>
#include <string.h>

typedef uint32_t (*pulse_index_of)(const void *stream);

/* Answers count for between one and two spans: short ones at first, because a stream begins with no delay. */
#define PULSE_DELAY_FIRST_SPAN_NS 0.1e9
#define PULSE_DELAY_SPAN_NS 0.3e9
/* Where only that is asked, it is asked no more often. */
#define PULSE_MUTED_EVERY_NS 0.4e9

static void pulse_take_delay(void *context, const pulse_output_info *info, int end, void *user) {
  pulse_delay *delay = user;
  (void)context;
  if (end == 0 && info != NULL) {
    int is_down = info->has_volume && pulse_is_turned_down(&info->volume);
    atomic_store_explicit(&delay->muted, info->mute || is_down, memory_order_relaxed);
    delay->ns = (double)info->buffer_usec * 1e3;
    if (delay->frames != NULL && confrec_now_ns() - delay->asked_ns < RING_ANSWER_NS) {
      ring_tell(delay->frames, delay->ns);
    }
  }
  if (end != 0) delay->is_waiting = 0;
}

void pulse_delay_open(pulse_delay *delay, const ma_context *context, const void *stream, ring *frames) {
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

double pulse_delay_ns(pulse_delay *delay, const ma_context *context, void *connection, double host_ns) {
  void (*unref)(void *) = (void (*)(void *))context->pulse.pa_operation_unref;
  int is_due = delay->frames != NULL || host_ns - delay->asked_ns > PULSE_MUTED_EVERY_NS;
  if (delay->ask != NULL && !delay->is_waiting && is_due) {
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
