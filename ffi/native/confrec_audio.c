/* What JavaScript calls: contexts, devices and streams over miniaudio. It has no policy. */
#if !defined(_WIN32) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* CLOCK_BOOTTIME, access() */
#endif

#include "confrec_audio.h"

#include "device_id.h"
#include "host_clock.h"
#include "miniaudio_config.h"
#include "report.h"
#include "ring.h"
#include "text.h"

#include <math.h>

#if defined(__linux__)
#include "pulse.h"
#include "pulse_delay.h"
#include "pulse_streams.h"
#include <unistd.h>
#endif
#if defined(_WIN32)
#include "wasapi_meter.h"
#include "wasapi_mute.h"
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
#endif
#define OWN_NAME "confrec" /* to the sound server */
#define BURST_NS 2e6 /* how long a block waits in the ring for the rest of its burst */

struct confrec_context {
  ma_context ma;
  ma_log log;
  ma_device_info *outputs;
  ma_device_info *inputs;
  uint32_t output_count;
  uint32_t input_count;
};

struct confrec_stream {
  ma_device device;
  confrec_context *context;
  ring frames; /* capture only */
  ma_format format;
  int is_capture;
  int is_loopback;
  confrec_device info;
  int started;           /* once; a stream is not started again */
  _Atomic int wanted;    /* between start and stop */
  _Atomic int suspended; /* the system paused the stream */
  _Atomic int lost;      /* it will not come back, or comes back as something else */
  _Atomic uint64_t delivered; /* silence only */
  _Atomic double last_ns;     /* silence only */
  _Atomic uint32_t reroutes;
#if defined(__linux__)
  pulse_delay delay; /* PulseAudio only */
#endif
};

/* ---- the library ---- */

double confrec_now_ns(void) { return host_clock_ns(); }

uint32_t confrec_abi_version(void) { return CONFREC_ABI; }

void confrec_miniaudio_version(char *text, uint32_t size) {
  if (text != NULL) copy_text(text, size, MA_VERSION_STRING);
}

static void describe(const confrec_context *context, const ma_device_info *from, int32_t direction, confrec_device *to) {
  memset(to, 0, sizeof *to);
  id_to_text(context->ma.backend, &from->id, to->id, sizeof to->id);
  copy_text(to->name, sizeof to->name, from->name);
  to->direction = direction;
  to->is_default = from->isDefault ? 1 : 0;
  to->is_monitor = context->ma.backend == ma_backend_pulseaudio && direction == CONFREC_INPUT &&
                   ends_with(to->id, ".monitor");
  if (from->nativeDataFormatCount > 0) {
    to->rate_hz = (int32_t)from->nativeDataFormats[0].sampleRate;
    to->channels = (int32_t)from->nativeDataFormats[0].channels;
  }
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio && from->nativeDataFormatCount > 0) {
    to->is_muted = (from->nativeDataFormats[0].flags & PULSE_FORMAT_FLAG_MUTED) != 0;
  }
#elif defined(_WIN32)
  if (context->ma.backend == ma_backend_wasapi) to->is_muted = wasapi_is_muted(&from->id);
#endif
}

/* ---- contexts ---- */

#if defined(__linux__)
/* Without a card ALSA still opens, lists devices that cannot work, and prints complaints to stderr. */
static int has_alsa_card(void) {
  int card;
  for (card = 0; card < 32; card++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/snd/controlC%d", card);
    if (access(path, F_OK) == 0) return 1;
  }
  return 0;
}
#endif

static int pick_backends(const char *name, ma_backend backends[2]) {
  static const struct {
    const char *name;
    ma_backend backend;
  } known[] = {{"pulseaudio", ma_backend_pulseaudio},
               {"alsa", ma_backend_alsa},
               {"wasapi", ma_backend_wasapi},
               {"coreaudio", ma_backend_coreaudio},
               {"null", ma_backend_null}};
  size_t i;
  if (name == NULL || name[0] == 0) {
#if defined(_WIN32)
    backends[0] = ma_backend_wasapi;
    return 1;
#elif defined(__APPLE__)
    backends[0] = ma_backend_coreaudio;
    return 1;
#else
    backends[0] = ma_backend_pulseaudio;
    backends[1] = ma_backend_alsa;
    return has_alsa_card() ? 2 : 1;
#endif
  }
  for (i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(name, known[i].name) == 0) {
      backends[0] = known[i].backend;
      return 1;
    }
  }
  return 0;
}

confrec_context *confrec_context_open(const char *backend, const char *server, confrec_error *error) {
  ma_backend backends[2];
  ma_context_config config = ma_context_config_init();
  confrec_context *context;
  ma_result result = MA_OUT_OF_MEMORY;
  int count = pick_backends(backend, backends);

  if (error == NULL) return NULL;
  begin(error);
  if (count == 0) {
    end(error, MA_BACKEND_NOT_ENABLED, CONFREC_OK);
    return NULL;
  }
  context = calloc(1, sizeof *context);
  if (context != NULL) {
    result = ma_log_init(NULL, &context->log);
    if (result == MA_SUCCESS) {
      ma_log_register_callback(&context->log, ma_log_callback_init(on_log, context));
      config.pLog = &context->log;
      config.pulse.pApplicationName = OWN_NAME;
      config.pulse.pServerName = server != NULL && server[0] != 0 ? server : NULL;
      result = ma_context_init(backends, (ma_uint32)count, &config, &context->ma);
      if (result != MA_SUCCESS) ma_log_uninit(&context->log);
#if defined(__linux__)
      if (result == MA_SUCCESS && context->ma.backend == ma_backend_pulseaudio) pulse_mend(&context->ma);
#endif
    }
  }
  end(error, result, CONFREC_OK);
  if (result != MA_SUCCESS) {
    free(context);
    return NULL;
  }
  return context;
}

void confrec_context_close(confrec_context *context) {
  if (context == NULL) return;
  ma_context_uninit(&context->ma);
  ma_log_uninit(&context->log);
  free(context);
}

void confrec_context_backend(const confrec_context *context, char *text, uint32_t size) {
  if (text == NULL) return;
  copy_text(text, size, context == NULL ? "" : ma_get_backend_name(context->ma.backend));
}

/* A PulseAudio context whose server went away fails every call with the plainest of errors; this tells it apart. */
static int is_server_gone(const confrec_context *context) {
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio) return !pulse_is_connected(&context->ma);
#else
  (void)context;
#endif
  return 0;
}

/*
 * What miniaudio knows about one device, or about the default of that direction where `id` is null. Windows has error
 * codes of its own for an id that it never had or a default that is not there; miniaudio passes them on as general ones.
 */
static ma_result query(confrec_context *context, int32_t direction, const ma_device_id *id, ma_device_info *info) {
  ma_result result = ma_context_get_device_info(
      &context->ma, direction == CONFREC_OUTPUT ? ma_device_type_playback : ma_device_type_capture, id, info);
  int is_general = result == MA_ERROR || result == MA_INVALID_ARGS;
  return is_general && context->ma.backend == ma_backend_wasapi ? MA_NO_DEVICE : result;
}

static int32_t end_in(confrec_context *context, confrec_error *error, ma_result result) {
  return end(error, result, result != MA_SUCCESS && is_server_gone(context) ? CONFREC_GONE : CONFREC_OK);
}

int32_t confrec_context_scan(confrec_context *context, confrec_error *error) {
  ma_result result;
  if (context == NULL || error == NULL) return -1;
  begin(error);
  context->output_count = context->input_count = 0;
  result = ma_context_get_devices(&context->ma, &context->outputs, &context->output_count, &context->inputs,
                                  &context->input_count);
  if (result == MA_SUCCESS && is_server_gone(context)) result = MA_NOT_CONNECTED;
  if (end_in(context, error, result) != CONFREC_OK) {
    context->output_count = context->input_count = 0;
    return -1;
  }
  return (int32_t)(context->output_count + context->input_count);
}

int32_t confrec_context_device(confrec_context *context, uint32_t index, confrec_device *device) {
  const ma_device_info *listed;
  ma_device_info detailed;
  confrec_error unasked;
  int is_output;

  if (context == NULL || device == NULL) return CONFREC_FAILED;
  if (index >= context->output_count + context->input_count) return CONFREC_MISSING;
  is_output = index >= context->input_count;
  listed = is_output ? &context->outputs[index - context->input_count] : &context->inputs[index];
  /* The list has names only; rate and channels are asked for one by one. A device that fails here is listed without. */
  begin(&unasked);
  if (query(context, is_output ? CONFREC_OUTPUT : CONFREC_INPUT, &listed->id, &detailed) != MA_SUCCESS) {
    detailed = *listed;
  }
  end(&unasked, MA_SUCCESS, CONFREC_OK);
  describe(context, &detailed, is_output ? CONFREC_OUTPUT : CONFREC_INPUT, device);
  copy_text(device->name, sizeof device->name, listed->name);
  device->is_default = listed->isDefault ? 1 : 0;
  return CONFREC_OK;
}

int32_t confrec_context_default(confrec_context *context, int32_t direction, confrec_device *device,
                                confrec_error *error) {
  ma_device_info info;
  ma_result result;
  if (context == NULL || device == NULL || error == NULL) return CONFREC_FAILED;
  begin(error);
  result = query(context, direction, NULL, &info);
  if (end_in(context, error, result) != CONFREC_OK) return error->kind;
  describe(context, &info, direction, device);
  device->is_default = 1;
  return CONFREC_OK;
}

int32_t confrec_context_find(confrec_context *context, int32_t direction, const char *id_text, confrec_device *device,
                             confrec_error *error) {
  ma_device_id id;
  ma_device_info info;
  ma_result result = MA_NO_DEVICE;
  if (context == NULL || id_text == NULL || device == NULL || error == NULL) return CONFREC_FAILED;
  begin(error);
  if (id_from_text(context->ma.backend, id_text, &id)) result = query(context, direction, &id, &info);
  if (end_in(context, error, result) != CONFREC_OK) return error->kind;
  describe(context, &info, direction, device);
  return CONFREC_OK;
}

int32_t confrec_context_streaming(confrec_context *context, uint32_t index, confrec_device *device) {
  if (context == NULL || device == NULL) return CONFREC_FAILED;
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio) {
    ma_device_info info;
    confrec_error unasked;
    ma_result result;
    begin(&unasked);
    result = pulse_find_streaming(&context->ma, OWN_NAME, index, &info);
    if (end(&unasked, result, CONFREC_OK) != CONFREC_OK) return unasked.kind;
    info.isDefault = MA_FALSE;
    describe(context, &info, CONFREC_OUTPUT, device);
    return CONFREC_OK;
  }
#else
  (void)index;
#endif
  return CONFREC_MISSING;
}

int32_t confrec_context_playing(confrec_context *context, const char *preferred, confrec_device *device) {
  if (context == NULL || preferred == NULL || device == NULL) return CONFREC_FAILED;
#if defined(_WIN32)
  if (context->ma.backend == ma_backend_wasapi) {
    ma_device_id id, found;
    ma_device_info info;
    confrec_error unasked;
    ma_result result;
    if (!id_from_text(ma_backend_wasapi, preferred, &id) || !wasapi_playing(&id, &found)) return CONFREC_MISSING;
    begin(&unasked);
    result = query(context, CONFREC_OUTPUT, &found, &info);
    if (end(&unasked, result, CONFREC_OK) != CONFREC_OK) return unasked.kind;
    describe(context, &info, CONFREC_OUTPUT, device);
    return CONFREC_OK;
  }
#endif
  return CONFREC_MISSING;
}

/* ---- the audio thread ---- */

/* How long ago the frames that come now could have come, as far as the system knows; whether it will say so of them. */
static double handing_over_delay_ns(confrec_stream *stream, double host_ns, double *told_ns) {
  *told_ns = 0;
#if defined(__linux__)
  ma_context *ma = &stream->context->ma;
  if (ma->backend == ma_backend_pulseaudio) {
    if (stream->delay.ask != NULL) *told_ns = RING_UNTOLD;
    return pulse_delay_ns(&stream->delay, ma, stream->device.pulse.pPulseContext, host_ns);
  }
#else
  (void)stream;
  (void)host_ns;
#endif
  return 0;
}

static void on_captured(ma_device *device, void *output, const void *input, ma_uint32 frames) {
  confrec_stream *stream = device->pUserData;
  ring_span span[2];
  double host_ns = confrec_now_ns();
  double told_ns;
  double delay_ns = handing_over_delay_ns(stream, host_ns, &told_ns);
  const char *from = input;
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
}

/* miniaudio has filled the output with silence already. */
static void on_silence(ma_device *device, void *output, const void *input, ma_uint32 frames) {
  confrec_stream *stream = device->pUserData;
  (void)output;
  (void)input;
  atomic_store_explicit(&stream->last_ns, confrec_now_ns(), memory_order_relaxed);
  atomic_fetch_add_explicit(&stream->delivered, frames, memory_order_relaxed);
}

static void on_notification(const ma_device_notification *notification) {
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
static void on_pulse_state(void *pulse_stream, void *user) {
  confrec_stream *stream = user;
  if (pulse_stream_is_dead(&stream->context->ma, pulse_stream)) atomic_store(&stream->lost, 1);
}
#endif

/* ---- streams ---- */

/*
 * Finds the device before it is opened: some backends take the first best, or read uninitialised memory, for an id that
 * does not exist. On Linux, loopback is the capture of an output's monitor.
 */
static ma_result resolve(confrec_stream *stream, const char *id_text, ma_device_id *id, int *has_id) {
  confrec_context *context = stream->context;
  int32_t direction = stream->is_capture ? CONFREC_INPUT : CONFREC_OUTPUT;
  char monitor[sizeof stream->info.id];
  ma_device_info info;
  ma_result result;

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
  if (*has_id && !id_from_text(context->ma.backend, id_text, id)) return MA_NO_DEVICE;

  result = query(context, direction, *has_id ? id : NULL, &info);
  if (result != MA_SUCCESS) return result;
  describe(context, &info, direction, &stream->info);
  if (*has_id) *id = info.id;
  return MA_SUCCESS;
}

#if defined(__linux__)
static ma_result open_pulse_device(confrec_stream *stream, const ma_device_config *config) {
  ma_context *ma = &stream->context->ma;
  ma_device *device = &stream->device;
  ma_result result = ma_device_init(ma, config, device);
  if (result == MA_SUCCESS) {
    void *pulse_stream = stream->is_capture ? device->pulse.pStreamCapture : device->pulse.pStreamPlayback;
    pulse_watch(ma, pulse_stream, on_pulse_state, stream);
    on_pulse_state(pulse_stream, stream); /* it may have died already */
    if (stream->is_capture) pulse_delay_open(&stream->delay, ma, pulse_stream, &stream->frames);
  } else {
    pulse_drop_failed_device(ma, device);
  }
  return result;
}
#endif

static ma_result open_device(confrec_stream *stream, const char *id_text, uint32_t period_ms, uint32_t periods) {
  ma_context *ma = &stream->context->ma;
  int is_wasapi_loopback = stream->is_loopback && ma->backend == ma_backend_wasapi;
  ma_device_config config = ma_device_config_init(!stream->is_capture  ? ma_device_type_playback
                                                  : is_wasapi_loopback ? ma_device_type_loopback
                                                                       : ma_device_type_capture);
  ma_channel own_map[MA_MAX_CHANNELS] = {MA_CHANNEL_NONE};
  ma_device_id id;
  int has_id;
  ma_result result = resolve(stream, id_text, &id, &has_id);
  if (result != MA_SUCCESS) return result;

  /*
   * Format, rate and channels stay 0, the device's own: miniaudio then hands over each of the system's blocks as it is.
   * Its conversions would cut them into pieces of 4 KiB, whose times say nothing. Samples become float in on_captured().
   */
  config.periodSizeInMilliseconds = period_ms;
  config.periods = periods;
  config.noFixedSizedCallback = MA_TRUE;
  config.noClip = MA_TRUE;
  config.dataCallback = stream->is_capture ? on_captured : on_silence;
  config.notificationCallback = on_notification;
  config.pUserData = stream;
  config.capture.pDeviceID = config.playback.pDeviceID = has_id ? &id : NULL;
  config.wasapi.noHardwareOffloading = MA_TRUE;
  config.pulse.pStreamNameCapture = stream->is_loopback ? "what the computer plays" : "microphone";
  config.pulse.pStreamNamePlayback = "silence";
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
    return open_pulse_device(stream, &config);
  }
#endif
  return ma_device_init(ma, &config, &stream->device);
}

static confrec_stream *open_stream(confrec_context *context, int is_capture, int is_loopback, const char *id,
                                   double buffer_seconds, uint32_t period_ms, uint32_t periods, confrec_error *error) {
  confrec_stream *stream;
  ma_result result;

  if (error == NULL) return NULL;
  begin(error);
  stream = context == NULL ? NULL : calloc(1, sizeof *stream);
  if (stream == NULL) {
    end(error, context == NULL ? MA_INVALID_ARGS : MA_OUT_OF_MEMORY, CONFREC_OK);
    return NULL;
  }
  stream->context = context;
  stream->is_capture = is_capture;
  stream->is_loopback = is_loopback;
  result = open_device(stream, id, period_ms, periods);
  if (result == MA_SUCCESS) {
    ma_device *device = &stream->device;
    stream->info.rate_hz = (int32_t)device->sampleRate;
    stream->info.channels = (int32_t)(is_capture ? device->capture.channels : device->playback.channels);
    stream->format = is_capture ? device->capture.format : device->playback.format;
    if (is_capture) {
      double capacity = buffer_seconds * stream->info.rate_hz;
      if (!(capacity >= 1 && capacity < 1e9) ||
          !ring_open(&stream->frames, (uint64_t)capacity, (uint32_t)stream->info.channels, stream->info.rate_hz)) {
        ma_device_uninit(device);
        result = capacity >= 1 && capacity < 1e9 ? MA_OUT_OF_MEMORY : MA_INVALID_ARGS;
      }
    }
  }
  if (end_in(context, error, result) != CONFREC_OK) {
    free(stream);
    return NULL;
  }
  return stream;
}

confrec_stream *confrec_capture_open(confrec_context *context, int32_t kind, const char *id, double buffer_seconds,
                                     uint32_t period_ms, uint32_t periods, confrec_error *error) {
  return open_stream(context, 1, kind == CONFREC_CAPTURE_LOOPBACK, id, buffer_seconds,
                     period_ms != 0 ? period_ms : DEFAULT_PERIOD_MS, periods != 0 ? periods : DEFAULT_PERIODS, error);
}

confrec_stream *confrec_silence_open(confrec_context *context, const char *id, confrec_error *error) {
  return open_stream(context, 0, 0, id, 0, SILENCE_PERIOD_MS, SILENCE_PERIODS, error);
}

int32_t confrec_stream_device(const confrec_stream *stream, confrec_device *device) {
  if (stream == NULL || device == NULL) return CONFREC_FAILED;
  *device = stream->info;
  return CONFREC_OK;
}

static uint8_t place_of(ma_channel channel) {
  switch (channel) {
  case MA_CHANNEL_FRONT_LEFT:
  case MA_CHANNEL_FRONT_LEFT_CENTER:
  case MA_CHANNEL_TOP_FRONT_LEFT: return CONFREC_PLACE_LEFT;
  case MA_CHANNEL_FRONT_RIGHT:
  case MA_CHANNEL_FRONT_RIGHT_CENTER:
  case MA_CHANNEL_TOP_FRONT_RIGHT: return CONFREC_PLACE_RIGHT;
  case MA_CHANNEL_MONO:
  case MA_CHANNEL_FRONT_CENTER:
  case MA_CHANNEL_TOP_CENTER:
  case MA_CHANNEL_TOP_FRONT_CENTER: return CONFREC_PLACE_CENTRE;
  case MA_CHANNEL_LFE: return CONFREC_PLACE_EFFECTS;
  case MA_CHANNEL_BACK_LEFT:
  case MA_CHANNEL_SIDE_LEFT:
  case MA_CHANNEL_TOP_BACK_LEFT: return CONFREC_PLACE_SURROUND_LEFT;
  case MA_CHANNEL_BACK_RIGHT:
  case MA_CHANNEL_SIDE_RIGHT:
  case MA_CHANNEL_TOP_BACK_RIGHT: return CONFREC_PLACE_SURROUND_RIGHT;
  case MA_CHANNEL_BACK_CENTER:
  case MA_CHANNEL_TOP_BACK_CENTER: return CONFREC_PLACE_SURROUND_CENTRE;
  default: return CONFREC_PLACE_UNKNOWN;
  }
}

uint32_t confrec_stream_places(const confrec_stream *stream, uint8_t *places, uint32_t capacity) {
  const ma_channel *map;
  uint32_t channels, i;
  if (stream == NULL || places == NULL) return 0;
  channels = (uint32_t)stream->info.channels;
  map = stream->is_capture ? stream->device.capture.internalChannelMap : stream->device.playback.internalChannelMap;
  for (i = 0; i < channels && i < capacity; i++) places[i] = i < MA_MAX_CHANNELS ? place_of(map[i]) : 0;
  return channels;
}

int32_t confrec_stream_start(confrec_stream *stream, confrec_error *error) {
  ma_result result;
  if (stream == NULL || error == NULL) return CONFREC_FAILED;
  begin(error);
  if (stream->started) return end(error, MA_INVALID_OPERATION, CONFREC_OK);
  stream->started = 1;
  atomic_store(&stream->wanted, 1);
  result = ma_device_start(&stream->device);
  if (result != MA_SUCCESS) atomic_store(&stream->wanted, 0);
  return end(error, result, result != MA_SUCCESS && atomic_load(&stream->lost) ? CONFREC_GONE : CONFREC_OK);
}

int32_t confrec_stream_stop(confrec_stream *stream, confrec_error *error) {
  if (stream == NULL || error == NULL) return CONFREC_FAILED;
  begin(error);
  atomic_store(&stream->wanted, 0);
  return end(error, ma_device_stop(&stream->device), CONFREC_OK);
}

uint32_t confrec_stream_read(confrec_stream *stream, float *samples, uint32_t capacity, confrec_block *block) {
  ring_place place = {0, 0};
  double until_ns;
  uint32_t frames;
  if (stream == NULL || samples == NULL || block == NULL || !stream->is_capture) return 0;
  until_ns = atomic_load(&stream->wanted) ? confrec_now_ns() - BURST_NS : INFINITY;
  frames = ring_read(&stream->frames, samples, capacity, until_ns, &place);
  block->position = place.position;
  block->host_ns = place.host_ns;
  return frames;
}

void confrec_stream_status(confrec_stream *stream, confrec_status *status) {
  const ring *frames;
  if (status == NULL) return;
  memset(status, 0, sizeof *status);
  if (stream == NULL) return;
  frames = &stream->frames;
  if (atomic_load(&stream->wanted)) {
    int runs = !atomic_load(&stream->lost) && !atomic_load(&stream->suspended) &&
               ma_device_get_state(&stream->device) == ma_device_state_started;
    status->state = runs ? CONFREC_RUNNING : CONFREC_LOST;
  }
  status->delivered = (double)(stream->is_capture ? atomic_load_explicit(&frames->delivered, memory_order_relaxed)
                                                  : atomic_load_explicit(&stream->delivered, memory_order_relaxed));
  status->dropped = (double)atomic_load_explicit(&frames->dropped, memory_order_relaxed);
  status->last_ns = stream->is_capture ? atomic_load_explicit(&frames->last_ns, memory_order_relaxed)
                                       : atomic_load_explicit(&stream->last_ns, memory_order_relaxed);
  status->reroutes = atomic_load(&stream->reroutes);
#if defined(__linux__)
  status->muted = atomic_load_explicit(&stream->delay.muted, memory_order_relaxed);
#endif
}

void confrec_stream_close(confrec_stream *stream) {
  if (stream == NULL) return;
  atomic_store(&stream->wanted, 0);
  /* ma_device_uninit() alone waits for the next block, which a dead device never sends; stopping wakes the thread. */
  ma_device_stop(&stream->device);
  ma_device_uninit(&stream->device);
  ring_close(&stream->frames);
  free(stream);
}
