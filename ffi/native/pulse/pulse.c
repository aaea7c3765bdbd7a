/* What takes the place of functions of miniaudio's PulseAudio backend, and questions to the server. */
#include "pulse.h"

#include "pulse_patience.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { PULSE_OPERATION_RUNNING = 0 };
enum { PULSE_CONTEXT_READY = 4 };
enum { PULSE_STREAM_FAILED = 3, PULSE_STREAM_TERMINATED = 4 };
enum { PULSE_STREAM_FIX_ANY = 0x0040 | 0x0080 | 0x0100 }; /* format, rate, channels: whatever the device has */
enum { PULSE_STREAM_START_UNMUTED = 0x10000 };
enum { PULSE_AHEAD_TARGETS = 2 }; /* so many targets are asked for in one go */

int pulse_is_turned_down(const pulse_volume *volume) {
  uint8_t i;
  for (i = 0; i < volume->channels && i < 32; i++) {
    if (volume->values[i] != 0) return 0;
  }
  return volume->channels > 0;
}

void pulse_take_info(void *context, const pulse_info *info, int end, void *user) {
  ma_device_info *device = user;
  (void)context;
  if (end != 0 || info == NULL) return; /* the end of the list, or an error */
  snprintf(device->id.pulse, sizeof device->id.pulse, "%s", info->name != NULL ? info->name : "");
  snprintf(device->name, sizeof device->name, "%s", info->description != NULL ? info->description : "");
  device->nativeDataFormats[0].sampleRate = info->spec.rate;
  device->nativeDataFormats[0].channels = info->spec.channels;
  device->nativeDataFormats[0].flags =
      (info->mute || pulse_is_turned_down(&info->volume) ? PULSE_FORMAT_FLAG_MUTED : 0) |
      (info->driver != NULL && strcmp(info->driver, "PipeWire") == 0 ? PULSE_FORMAT_FLAG_PIPEWIRE : 0);
  device->nativeDataFormatCount = 1;
}

int pulse_is_connected(const ma_context *context) {
  int (*get_state)(void *) = (int (*)(void *))context->pulse.pa_context_get_state;
  return get_state(context->pulse.pPulseContext) == PULSE_CONTEXT_READY;
}

ma_result pulse_await(ma_context *context, void *operation) {
  int (*iterate)(void *, int, int *) = (int (*)(void *, int, int *))context->pulse.pa_mainloop_iterate;
  int (*state_of)(void *) = (int (*)(void *))context->pulse.pa_operation_get_state;
  void (*unref)(void *) = (void (*)(void *))context->pulse.pa_operation_unref;
  if (operation == NULL) return MA_ERROR;
  while (state_of(operation) == PULSE_OPERATION_RUNNING) {
    if (iterate(context->pulse.pMainLoop, 1, NULL) < 0) {
      unref(operation);
      return MA_TIMEOUT;
    }
  }
  unref(operation);
  return MA_SUCCESS;
}

/*
 * Asks for one device; a null id means the default, and PulseAudio's own names (@DEFAULT_MONITOR@) are ids too. On
 * success `device` has the real id.
 */
static ma_result pulse_get_device_info(ma_context *context, ma_device_type type, const ma_device_id *id,
                                       ma_device_info *device) {
  typedef void *(*by_name)(void *, const char *, pulse_info_callback, void *);
  by_name ask = (by_name)(type == ma_device_type_playback ? context->pulse.pa_context_get_sink_info_by_name
                                                          : context->pulse.pa_context_get_source_info_by_name);
  ma_result result;

  device->nativeDataFormatCount = 0;
  if (!pulse_is_connected(context)) return MA_NOT_CONNECTED;
  result = pulse_await(context, ask(context->pulse.pPulseContext, id == NULL ? NULL : id->pulse, pulse_take_info, device));
  if (result != MA_SUCCESS) return result;
  if (device->nativeDataFormatCount > 0) return MA_SUCCESS;
  return pulse_is_connected(context) ? MA_NO_DEVICE : MA_NOT_CONNECTED;
}

typedef int (*pulse_record_function)(void *stream, const char *device, const void *attributes, int flags);
typedef int (*pulse_playback_function)(void *stream, const char *device, const void *attributes, int flags,
                                       const void *volume, void *sync_stream);

/* The library's own functions; the same for all contexts of the process. */
static _Atomic(pulse_record_function) pulse_real_record;
static _Atomic(pulse_playback_function) pulse_real_playback;

static int pulse_connect_record(void *stream, const char *device, const void *attributes, int flags) {
  flags = (flags & ~PULSE_STREAM_FIX_ANY) | PULSE_STREAM_START_UNMUTED;
  return atomic_load(&pulse_real_record)(stream, device, attributes, flags);
}

/* pa_buffer_attr, in bytes. */
typedef struct {
  uint32_t most, target, before_start, least_request, fragment;
} pulse_buffer;

static _Thread_local int pulse_plays_ahead;

void pulse_play_ahead(int does) { pulse_plays_ahead = does; }

/*
 * With what miniaudio asks for the server asks back for a quarter of the target, its least request, each time that the
 * sink has played as much, and has the sink render as far ahead: half of what two requests leave of the target.
 */
static pulse_buffer pulse_far_ahead(const pulse_buffer *asked) {
  uint32_t request = PULSE_AHEAD_TARGETS * asked->target;
  pulse_buffer buffer = *asked;
  buffer.most = UINT32_MAX;
  buffer.least_request = request;
  buffer.target = 2 * request + asked->target / 2;
  return buffer;
}

static int pulse_connect_playback(void *stream, const char *device, const void *attributes, int flags,
                                  const void *volume, void *sync_stream) {
  pulse_buffer ahead;
  if (pulse_plays_ahead) {
    ahead = pulse_far_ahead(attributes);
    attributes = &ahead;
  }
  flags = (flags & ~PULSE_STREAM_FIX_ANY) | PULSE_STREAM_START_UNMUTED;
  return atomic_load(&pulse_real_playback)(stream, device, attributes, flags, volume, sync_stream);
}

typedef pulse_map *(*pulse_map_function)(pulse_map *map, unsigned channels, int order);

static _Atomic(pulse_map_function) pulse_real_map;

/* miniaudio has the device's own map in its hands when it asks for another one. */
static pulse_map *pulse_keep_map(pulse_map *map, unsigned channels, int order) {
  return map->channels == channels ? map : atomic_load(&pulse_real_map)(map, channels, order);
}

typedef ma_result (*pulse_device_function)(ma_device *device);

static ma_result pulse_stop(ma_device *device) {
  (void)device;
  return MA_SUCCESS;
}

/* miniaudio's own, of the same backend for all contexts. It runs on the audio thread, for which the caller waits. */
static _Atomic(pulse_device_function) pulse_real_start;

static ma_result pulse_start(ma_device *device) {
  ma_result result;
  pulse_be_patient();
  result = atomic_load(&pulse_real_start)(device);
  return pulse_end_patience() && result != MA_SUCCESS ? MA_TIMEOUT : result;
}

void pulse_mend(ma_context *context) {
  context->callbacks.onContextGetDeviceInfo = pulse_get_device_info;
  context->callbacks.onDeviceStop = pulse_stop;
  atomic_store(&pulse_real_start, context->callbacks.onDeviceStart);
  context->callbacks.onDeviceStart = pulse_start;
  atomic_store(&pulse_real_record, (pulse_record_function)context->pulse.pa_stream_connect_record);
  atomic_store(&pulse_real_playback, (pulse_playback_function)context->pulse.pa_stream_connect_playback);
  atomic_store(&pulse_real_map, (pulse_map_function)context->pulse.pa_channel_map_init_extend);
  context->pulse.pa_channel_map_init_extend = (ma_proc)pulse_keep_map;
  context->pulse.pa_stream_connect_record = (ma_proc)pulse_connect_record;
  context->pulse.pa_stream_connect_playback = (ma_proc)pulse_connect_playback;
}

int pulse_stream_is_dead(const ma_context *context, void *stream) {
  int (*get_state)(void *) = (int (*)(void *))context->pulse.pa_stream_get_state;
  int state = get_state(stream);
  return state == PULSE_STREAM_FAILED || state == PULSE_STREAM_TERMINATED;
}

void pulse_watch(const ma_context *context, void *stream, void (*changed)(void *stream, void *user), void *user) {
  void (*set_callback)(void *, void (*)(void *, void *), void *) = NULL;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_stream_set_state_callback");
  memcpy(&set_callback, &symbol, sizeof symbol);
  if (set_callback != NULL) set_callback(stream, changed, user);
}

void pulse_drop_failed_device(const ma_context *context, ma_device *device) {
  void (*disconnect)(void *) = (void (*)(void *))context->pulse.pa_context_disconnect;
  void (*unref)(void *) = (void (*)(void *))context->pulse.pa_context_unref;
  void (*free_loop)(void *) = (void (*)(void *))context->pulse.pa_mainloop_free;
  if (device->pulse.pMainLoop == NULL || device->pulse.pPulseContext == NULL) return;
  disconnect(device->pulse.pPulseContext);
  unref(device->pulse.pPulseContext);
  free_loop(device->pulse.pMainLoop);
}
