/* Devices: which there are, what is known about each, and which of them play. */
#include "context.h"

#include "device_id.h"
#include "report.h"
#include "text.h"

#include <string.h>

#if defined(__linux__)
#include "pulse/pulse.h"
#include "pulse/pulse_streams.h"
#endif
#if defined(_WIN32)
#include "wasapi/wasapi_meter.h"
#include "wasapi/wasapi_mute.h"
#endif

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

int32_t confrec_context_scan(confrec_context *context, confrec_error *error) {
  ma_result result;
  if (context == NULL || error == NULL) return -1;
  report_begin(error);
  context->output_count = context->input_count = 0;
  result = ma_context_get_devices(&context->ma, &context->outputs, &context->output_count, &context->inputs,
                                  &context->input_count);
  if (result == MA_SUCCESS && context_is_gone(context)) result = MA_NOT_CONNECTED;
  if (context_report_end(context, error, result) != CONFREC_OK) {
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
  report_begin(&unasked);
  if (query(context, is_output ? CONFREC_OUTPUT : CONFREC_INPUT, &listed->id, &detailed) != MA_SUCCESS) {
    detailed = *listed;
  }
  report_end(&unasked, MA_SUCCESS, CONFREC_OK);
  describe(context, &detailed, is_output ? CONFREC_OUTPUT : CONFREC_INPUT, device);
  copy_text(device->name, sizeof device->name, listed->name);
  device->is_default = listed->isDefault ? 1 : 0;
  return CONFREC_OK;
}

ma_result context_find(confrec_context *context, int32_t direction, const char *id_text, ma_device_id *id,
                       confrec_device *device) {
  ma_device_info info;
  ma_result result;
  if (id_text != NULL && !id_from_text(context->ma.backend, id_text, id)) return MA_NO_DEVICE;
  result = query(context, direction, id_text != NULL ? id : NULL, &info);
  if (result != MA_SUCCESS) return result;
  describe(context, &info, direction, device);
#if defined(__linux__)
  context->is_pipewire = context->ma.backend == ma_backend_pulseaudio && info.nativeDataFormatCount > 0 &&
                         (info.nativeDataFormats[0].flags & PULSE_FORMAT_FLAG_PIPEWIRE) != 0;
#endif
  *id = info.id;
  return MA_SUCCESS;
}

int32_t confrec_context_default(confrec_context *context, int32_t direction, confrec_device *device,
                                confrec_error *error) {
  ma_device_id id;
  if (context == NULL || device == NULL || error == NULL) return CONFREC_FAILED;
  report_begin(error);
  if (context_report_end(context, error, context_find(context, direction, NULL, &id, device)) == CONFREC_OK) {
    device->is_default = 1;
  }
  return error->kind;
}

int32_t confrec_context_find(confrec_context *context, int32_t direction, const char *id_text, confrec_device *device,
                             confrec_error *error) {
  ma_device_id id;
  if (context == NULL || id_text == NULL || device == NULL || error == NULL) return CONFREC_FAILED;
  report_begin(error);
  return context_report_end(context, error, context_find(context, direction, id_text, &id, device));
}

int32_t confrec_context_streaming(confrec_context *context, uint32_t index, confrec_device *device) {
  if (context == NULL || device == NULL) return CONFREC_FAILED;
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio) {
    ma_device_info info;
    confrec_error unasked;
    ma_result result;
    report_begin(&unasked);
    result = pulse_find_streaming(&context->ma, OWN_NAME, index, &info);
    if (report_end(&unasked, result, CONFREC_OK) != CONFREC_OK) return unasked.kind;
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
    report_begin(&unasked);
    result = query(context, CONFREC_OUTPUT, &found, &info);
    if (report_end(&unasked, result, CONFREC_OK) != CONFREC_OK) return unasked.kind;
    describe(context, &info, CONFREC_OUTPUT, device);
    return CONFREC_OK;
  }
#endif
  return CONFREC_MISSING;
}
