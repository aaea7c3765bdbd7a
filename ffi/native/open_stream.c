/* Opens streams: finds the device, and says what is wanted of it. */
#include "stream.h"

#include "context.h"
#include "report.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include "pulse/pipewire_clock.h"
#include "pulse/pulse.h"
#endif

/*
 * Long periods cost little and survive a loaded machine; the total is what a stalled audio thread may lose nothing of,
 * or all of us, when somebody stops the program: PulseAudio holds 10 s for it, or 4 MiB (ALSA as much as a device can).
 * WASAPI wakes us every 10 ms whatever is asked for; there the product sets the length of its buffer.
 */
#if defined(_WIN32)
#define DEFAULT_PERIOD_MS 100u
#define DEFAULT_PERIODS 10u
/* Stopping waits until all of it has been played. */
#define SILENCE_PERIOD_MS 50u
#define SILENCE_PERIODS 3u
#else
#define DEFAULT_PERIOD_MS 50u
#define DEFAULT_PERIODS 200u
/*
 * PulseAudio derives the sink's latency from this: a quarter of it, 20 ms. A sink renders that much ahead, and holds
 * its monitor's samples back by as much, more or less of it from moment to moment as programs come and go (measured:
 * up to 30 ms at 200 ms here, which also lost 20 ms at the start). So it is short; call programs ask for less.
 */
#define SILENCE_PERIOD_MS 80u
#define SILENCE_PERIODS 4u
/*
 * PipeWire makes of 80 ms cycles of 512 frames, for all that plays on that device; of this 2,048, the longest that it
 * makes by itself. It holds nothing back, so this costs nothing.
 */
#define PIPEWIRE_SILENCE_PERIOD_MS 160u
#define PIPEWIRE_BUFFER_SECONDS 10u
#endif

/*
 * Finds the device before it is opened: some backends take the first best, or read uninitialised memory, for an id that
 * does not exist. On Linux, loopback is the capture of an output's monitor.
 */
static ma_result resolve(confrec_stream *stream, const char *id_text, ma_device_id *id, int *has_id) {
  confrec_context *context = stream->context;
  int32_t direction = stream->is_capture ? CONFREC_INPUT : CONFREC_OUTPUT;
  char monitor[sizeof stream->info.id];

  *has_id = id_text != NULL && id_text[0] != 0;
  if (stream->is_loopback && context->ma.backend == ma_backend_wasapi) {
    direction = CONFREC_OUTPUT;
  } else if (stream->is_loopback && context->ma.backend == ma_backend_pulseaudio) {
    if (!*has_id) {
      id_text = "@DEFAULT_MONITOR@";
    } else if (!ends_with(id_text, ".monitor")) {
      if (strlen(id_text) + sizeof ".monitor" > sizeof monitor) return MA_NO_DEVICE;
      copy_text(monitor, sizeof monitor, id_text);
      copy_text(monitor + strlen(monitor), sizeof monitor - strlen(monitor), ".monitor");
      id_text = monitor;
    }
    *has_id = 1;
  } else if (stream->is_loopback && context->ma.backend != ma_backend_null && !*has_id) {
    return MA_DEVICE_TYPE_NOT_SUPPORTED; /* there a virtual device must be named, which is then captured like any input */
  }
  return context_find(context, direction, *has_id ? id_text : NULL, id, &stream->info);
}

#if defined(__linux__)
static ma_result open_pulse_device(confrec_stream *stream, const ma_device_config *config, stream_kind kind) {
  ma_context *ma = &stream->context->ma;
  ma_device *device = &stream->device;
  ma_result result;
  pulse_play_ahead(kind == STREAM_SILENCE && !stream->context->is_pipewire);
  result = ma_device_init(ma, config, device);
  pulse_play_ahead(0);
  if (result == MA_SUCCESS) {
    void *pulse_stream = stream->is_capture ? device->pulse.pStreamCapture : device->pulse.pStreamPlayback;
    pulse_watch(ma, pulse_stream, on_pulse_state, stream);
    on_pulse_state(pulse_stream, stream); /* it may have died already */
    if (stream->is_capture) {
      int is_pipewire = stream->context->is_pipewire;
      if (is_pipewire) pipewire_clock_open(&stream->clock, device, &stream->frames);
      pulse_delay_open(&stream->delay, ma, pulse_stream, is_pipewire ? NULL : &stream->frames);
    }
  } else {
    pulse_drop_failed_device(ma, device);
  }
  return result;
}

/* Where nobody has asked for anything else. */
static void configure_pipewire(ma_device_config *config, const stream_wish *wish) {
  if (wish->kind == STREAM_SILENCE) config->periodSizeInMilliseconds = PIPEWIRE_SILENCE_PERIOD_MS;
  if (wish->kind == STREAM_SILENCE || wish->period_ms != DEFAULT_PERIOD_MS) return;
  config->periodSizeInFrames = pipewire_period_frames(config->sampleRate);
  config->periods = PIPEWIRE_BUFFER_SECONDS * config->sampleRate / config->periodSizeInFrames + 1;
}
#endif

static const char *name_of(stream_kind kind) {
  switch (kind) {
  case STREAM_INPUT: return "microphone";
  case STREAM_LOOPBACK: return "what the computer plays";
  case STREAM_MONITOR: return "microphone, for listening";
  default: return "silence";
  }
}

/*
 * A monitor plays float at the rate of what it hears, with two channels: the system, or miniaudio, makes of it what the
 * device has. A device of another rate costs no time: both convert block by block.
 */
static void configure_monitor(ma_device_config *config, const tap *heard) {
  config->performanceProfile = ma_performance_profile_low_latency;
  config->playback.format = ma_format_f32;
  config->playback.channels = 2;
  config->playback.pChannelMap = NULL;
  config->sampleRate = (ma_uint32)heard->rate_hz;
  config->noPreSilencedOutputBuffer = MA_TRUE;
  config->noClip = MA_FALSE;
}

static ma_result open_device(confrec_stream *stream, const stream_wish *wish) {
  ma_context *ma = &stream->context->ma;
  int is_wasapi_loopback = stream->is_loopback && ma->backend == ma_backend_wasapi;
  ma_device_config config = ma_device_config_init(!stream->is_capture  ? ma_device_type_playback
                                                  : is_wasapi_loopback ? ma_device_type_loopback
                                                                       : ma_device_type_capture);
  ma_channel own_map[MA_MAX_CHANNELS] = {MA_CHANNEL_NONE};
  ma_device_id id;
  int has_id;
  ma_result result = resolve(stream, wish->id, &id, &has_id);
  if (result != MA_SUCCESS) return result;

  /*
   * Format, rate and channels stay 0, the device's own: miniaudio then hands over each of the system's blocks as it is.
   * Its conversions would cut them into pieces of 4 KiB, whose times say nothing. Samples become float in on_captured().
   */
  config.periodSizeInMilliseconds = wish->period_ms;
  config.periods = wish->periods;
  config.noFixedSizedCallback = MA_TRUE;
  config.noClip = MA_TRUE;
  config.dataCallback = stream->is_capture              ? on_captured
                        : wish->kind == STREAM_MONITOR ? on_monitored
                                                       : on_silence;
  config.notificationCallback = on_notification;
  config.pUserData = stream;
  config.capture.pDeviceID = config.playback.pDeviceID = has_id ? &id : NULL;
  config.wasapi.noHardwareOffloading = MA_TRUE;
  config.pulse.pStreamNameCapture = config.pulse.pStreamNamePlayback = name_of(wish->kind);
  /* A blank map is the device's own; without one miniaudio mixes to an order of its own where channels are asked for. */
  config.capture.pChannelMap = config.playback.pChannelMap = own_map;
#if defined(__linux__)
  config.pulse.channelMap = PULSE_CHANNEL_MAP_WAVEEX;
  /*
   * The device's own rate and channels all the same, but said aloud: if it is unplugged at this moment, miniaudio takes
   * what it was not told from uninitialised memory, and PulseAudio's library aborts the program.
   */
  if (ma->backend == ma_backend_pulseaudio) {
    config.sampleRate = (ma_uint32)stream->info.rate_hz;
    config.capture.channels = config.playback.channels = (ma_uint32)stream->info.channels;
    if (stream->context->is_pipewire && wish->kind != STREAM_MONITOR) configure_pipewire(&config, wish);
    if (wish->kind == STREAM_MONITOR) configure_monitor(&config, wish->tap);
    return open_pulse_device(stream, &config, wish->kind);
  }
#endif
  if (wish->kind == STREAM_MONITOR) configure_monitor(&config, wish->tap);
  return ma_device_init(ma, &config, &stream->device);
}

static ma_result open_ring(confrec_stream *stream, double buffer_seconds) {
  double capacity = buffer_seconds * stream->info.rate_hz;
  if (!(capacity >= 1 && capacity < 1e9)) return MA_INVALID_ARGS;
  return ring_open(&stream->frames, (uint64_t)capacity, (uint32_t)stream->info.channels, stream->info.rate_hz)
             ? MA_SUCCESS
             : MA_OUT_OF_MEMORY;
}

confrec_stream *stream_open(confrec_context *context, const stream_wish *wish, confrec_error *error) {
  confrec_stream *stream;
  ma_result result;

  report_begin(error);
  stream = context == NULL ? NULL : calloc(1, sizeof *stream);
  if (stream == NULL) {
    report_end(error, context == NULL ? MA_INVALID_ARGS : MA_OUT_OF_MEMORY, CONFREC_OK);
    return NULL;
  }
  stream->context = context;
  stream->is_loopback = wish->kind == STREAM_LOOPBACK;
  stream->is_capture = stream->is_loopback || wish->kind == STREAM_INPUT;
  if (wish->kind == STREAM_MONITOR) follower_init(&stream->follower, wish->tap, wish->gain);
  result = open_device(stream, wish);
  if (result == MA_SUCCESS) {
    ma_device *device = &stream->device;
    stream->info.rate_hz = (int32_t)device->sampleRate;
    stream->info.channels = (int32_t)(stream->is_capture ? device->capture.channels : device->playback.channels);
    stream->format = stream->is_capture ? device->capture.format : device->playback.format;
    if (stream->is_capture) result = open_ring(stream, wish->buffer_seconds);
    if (result != MA_SUCCESS) ma_device_uninit(device);
  }
  if (context_report_end(context, error, result) != CONFREC_OK) {
    free(stream);
    return NULL;
  }
  return stream;
}

confrec_stream *confrec_capture_open(confrec_context *context, int32_t kind, const char *id, double buffer_seconds,
                                     uint32_t period_ms, uint32_t periods, confrec_error *error) {
  stream_wish wish = {
      .kind = kind == CONFREC_CAPTURE_LOOPBACK ? STREAM_LOOPBACK : STREAM_INPUT,
      .id = id,
      .period_ms = period_ms != 0 ? period_ms : DEFAULT_PERIOD_MS,
      .periods = periods != 0 ? periods : DEFAULT_PERIODS,
      .buffer_seconds = buffer_seconds,
  };
  return error == NULL ? NULL : stream_open(context, &wish, error);
}

confrec_stream *confrec_silence_open(confrec_context *context, const char *id, confrec_error *error) {
  stream_wish wish = {
      .kind = STREAM_SILENCE, .id = id, .period_ms = SILENCE_PERIOD_MS, .periods = SILENCE_PERIODS};
  return error == NULL ? NULL : stream_open(context, &wish, error);
}
