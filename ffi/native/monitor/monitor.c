/* Monitors: outputs that play what a capture stream hears. */
#include "../report.h"
#include "../stream.h"

/*
 * What is between the microphone and the ear, beside the microphone's own period. PulseAudio keeps one of these periods
 * ready, a quarter of it in the output's own buffer; WASAPI all of them.
 */
#if defined(_WIN32)
#define MONITOR_PERIOD_MS 10u
#define MONITOR_PERIODS 2u
#else
#define MONITOR_PERIOD_MS 20u
#define MONITOR_PERIODS 3u
#endif

/* More than what a stalled thread may leave behind. */
#define MONITOR_TAP_SECONDS 0.5

/* What the audio thread of a capture stream hands over to, made for the first monitor; null when memory is short. */
static tap *tap_of(confrec_stream *capture) {
  tap *tapped = atomic_load(&capture->tapped);
  if (tapped == NULL) {
    tapped = tap_open(capture->info.rate_hz, MONITOR_TAP_SECONDS);
    atomic_store_explicit(&capture->tapped, tapped, memory_order_release);
  }
  return tapped;
}

confrec_stream *confrec_monitor_open(confrec_context *context, confrec_stream *capture, const char *id, double gain,
                                     confrec_error *error) {
  stream_wish wish = {.kind = STREAM_MONITOR,
                      .id = id,
                      .period_ms = MONITOR_PERIOD_MS,
                      .periods = MONITOR_PERIODS,
                      .gain = (float)gain};
  ma_result trouble = MA_SUCCESS;
  confrec_stream *stream;

  if (error == NULL) return NULL;
  if (context == NULL || capture == NULL || !capture->is_capture) {
    trouble = MA_INVALID_ARGS;
  } else if ((wish.tap = tap_of(capture)) == NULL) {
    trouble = MA_OUT_OF_MEMORY;
  } else if (atomic_load(&wish.tap->is_open)) {
    trouble = MA_BUSY;
  }
  if (trouble != MA_SUCCESS) {
    report_begin(error);
    report_end(error, trouble, CONFREC_OK);
    return NULL;
  }
  stream = stream_open(context, &wish, error);
  if (stream == NULL) return NULL;
  wish.tap->owners++;
  /* Neither audio thread looks at it now. */
  atomic_store(&wish.tap->consumed, atomic_load(&wish.tap->written));
  atomic_store_explicit(&wish.tap->is_open, 1, memory_order_release);
  return stream;
}

void confrec_monitor_gain(confrec_stream *monitor, double gain) {
  if (monitor == NULL || monitor->follower.from == NULL) return;
  atomic_store_explicit(&monitor->follower.wanted_gain, (float)gain, memory_order_relaxed);
}
