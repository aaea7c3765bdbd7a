/* Goes through the programs' streams, and asks about one of the outputs that they play on. */
#include "pulse_streams.h"

#include "pulse.h"
#include "pulse_infos.h"

#include <dlfcn.h>
#include <string.h>

typedef void (*pulse_input_callback)(void *context, const pulse_input_info *info, int end, void *user);

#define PULSE_MOST_STREAMING 32u

/* Outputs, each once, in the order in which the server lists their streams. */
typedef struct {
  const char *(*property)(const void *properties, const char *key);
  const char *own_name;
  uint32_t count;
  uint32_t sinks[PULSE_MOST_STREAMING];
} pulse_streaming;

static void pulse_take_input(void *context, const pulse_input_info *info, int end, void *user) {
  pulse_streaming *found = user;
  const char *program;
  uint32_t i;
  (void)context;
  if (end != 0 || info == NULL || info->corked || info->mute) return;
  program = info->properties == NULL ? NULL : found->property(info->properties, "application.name");
  if (program != NULL && strcmp(program, found->own_name) == 0) return; /* the silence that we play */
  for (i = 0; i < found->count; i++) {
    if (found->sinks[i] == info->sink) return;
  }
  if (found->count < PULSE_MOST_STREAMING) found->sinks[found->count++] = info->sink;
}

ma_result pulse_find_streaming(ma_context *context, const char *own_name, uint32_t index, ma_device_info *device) {
  void *(*list)(void *, pulse_input_callback, void *) = NULL;
  void *(*ask)(void *, uint32_t, pulse_info_callback, void *) = NULL;
  pulse_streaming found = {NULL, own_name, 0, {0}};
  ma_result result;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_context_get_sink_input_info_list");
  memcpy(&list, &symbol, sizeof symbol);
  symbol = dlsym(context->pulse.pulseSO, "pa_context_get_sink_info_by_index");
  memcpy(&ask, &symbol, sizeof symbol);
  symbol = dlsym(context->pulse.pulseSO, "pa_proplist_gets");
  memcpy(&found.property, &symbol, sizeof symbol);
  if (list == NULL || ask == NULL || found.property == NULL) return MA_NOT_IMPLEMENTED;
  if (!pulse_is_connected(context)) return MA_NOT_CONNECTED;
  result = pulse_await(context, list(context->pulse.pPulseContext, pulse_take_input, &found));
  if (result != MA_SUCCESS) return result;
  if (index >= found.count) return MA_NO_DEVICE;
  device->nativeDataFormatCount = 0;
  result = pulse_await(context, ask(context->pulse.pPulseContext, found.sinks[index], pulse_take_info, device));
  if (result != MA_SUCCESS) return result;
  return device->nativeDataFormatCount > 0 ? MA_SUCCESS : MA_NO_DEVICE;
}
