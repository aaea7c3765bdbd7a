/* What the audio thread does: hands captured frames over to the ring, and notes what becomes of the device. */
#include "stream.h"

#include "context.h"

#if defined(__linux__)
#include "pulse/pulse.h"
#endif

/* How long ago the frames that come now could have come, as far as the system knows; whether it will say so of them. */
static double handing_over_delay_ns(confrec_stream *stream, double host_ns, double *told_ns) {
  *told_ns = 0;
#if defined(__linux__)
  ma_context *ma = &stream->context->ma;
  if (ma->backend == ma_backend_pulseaudio) {
    int is_pipewire = stream->clock.ask != NULL;
    double delay_ns = pulse_delay_ns(&stream->delay, ma, stream->device.pulse.pPulseContext, host_ns);
    if (is_pipewire) pipewire_clock_ask(&stream->clock, host_ns);
    if (is_pipewire || stream->delay.ask != NULL) *told_ns = RING_UNTOLD;
    return is_pipewire ? 0 : delay_ns;
  }
#else
  (void)stream;
  (void)host_ns;
#endif
  return 0;
}

void on_captured(ma_device *device, void *output, const void *input, ma_uint32 frames) {
  confrec_stream *stream = device->pUserData;
  ring_span span[2];
  double host_ns = confrec_now_ns();
  double told_ns;
  double delay_ns = handing_over_delay_ns(stream, host_ns, &told_ns);
  const char *from = input;
  tap *tapped;
  int i;

  (void)output;
  if (input == NULL || !ring_reserve(&stream->frames, frames, host_ns, span)) return;
  for (i = 0; i < 2; i++) {
    uint64_t samples = (uint64_t)span[i].frames * stream->frames.channels;
    if (samples == 0) continue;
    ma_pcm_convert(span[i].samples, ma_format_f32, from, stream->format, samples, ma_dither_mode_none);
    from += samples * ma_get_bytes_per_sample(stream->format);
  }
  ring_commit(&stream->frames, frames, host_ns, delay_ns, told_ns);
  /* What is recorded comes first, and is only looked at here: nobody but this thread writes into the spans. */
  tapped = atomic_load_explicit(&stream->tapped, memory_order_acquire);
  for (i = 0; tapped != NULL && i < 2; i++) {
    if (span[i].frames > 0) tap_push(tapped, span[i].samples, span[i].frames, stream->frames.channels);
  }
}

static void note_played(confrec_stream *stream, ma_uint32 frames) {
  atomic_store_explicit(&stream->last_ns, confrec_now_ns(), memory_order_relaxed);
  atomic_fetch_add_explicit(&stream->delivered, frames, memory_order_relaxed);
}

/* miniaudio has filled the output with silence already. */
void on_silence(ma_device *device, void *output, const void *input, ma_uint32 frames) {
  (void)output;
  (void)input;
  note_played(device->pUserData, frames);
}

/* Each channel plays the same. The first half of the output holds that, and is spread from its end. */
void on_monitored(ma_device *device, void *output, const void *input, ma_uint32 frames) {
  confrec_stream *stream = device->pUserData;
  ma_uint32 channels = device->playback.channels, n, c;
  float *samples = output;
  (void)input;
  follower_play(&stream->follower, samples, frames);
  for (n = frames; n-- > 0;) {
    float sample = samples[n];
    for (c = 0; c < channels; c++) samples[(size_t)n * channels + c] = sample;
  }
  note_played(stream, frames);
}

void on_notification(const ma_device_notification *notification) {
  ma_device *device = notification->pDevice;
  confrec_stream *stream = device->pUserData;
  switch (notification->type) {
  case ma_device_notification_type_started:
  case ma_device_notification_type_interruption_ended: atomic_store(&stream->suspended, 0); break;
  case ma_device_notification_type_stopped:
  case ma_device_notification_type_interruption_began: atomic_store(&stream->suspended, 1); break;
  case ma_device_notification_type_rerouted:
    atomic_fetch_add(&stream->reroutes, 1);
    /* On a device of another shape miniaudio goes on by resampling and mixing; opening it anew sounds better. */
    if (stream->is_capture && (device->capture.internalSampleRate != (ma_uint32)stream->info.rate_hz ||
                               device->capture.internalChannels != (ma_uint32)stream->info.channels)) {
      atomic_store(&stream->lost, 1);
    }
    break;
  default: break;
  }
}

#if defined(__linux__)
void on_pulse_state(void *pulse_stream, void *user) {
  confrec_stream *stream = user;
  if (pulse_stream_is_dead(&stream->context->ma, pulse_stream)) atomic_store(&stream->lost, 1);
}
#endif
