/* A context from inside: its devices as they were last listed, and what streams ask of it. */
#ifndef CONFREC_CONTEXT_H
#define CONFREC_CONTEXT_H

#include "confrec_audio.h"
#include "miniaudio_config.h"

#define OWN_NAME "confrec" /* to the sound server */

struct confrec_context {
  ma_context ma;
  ma_log log;
  ma_device_info *outputs;
  ma_device_info *inputs;
  uint32_t output_count;
  uint32_t input_count;
  int tells_changes; /* of programs' streams */
  int changed;
  int is_pipewire; /* its PulseAudio server is PipeWire's; known once a device was found */
};

/* A PulseAudio context whose server went away fails every call with the plainest of errors; this tells it apart. */
int context_is_gone(const confrec_context *context);

/* report_end() for what was asked of a context. */
int32_t context_report_end(confrec_context *context, confrec_error *error, ma_result result);

/*
 * Finds a device by its id, or the default of that direction where `id_text` is null. Then `id` is the one that it
 * really has, and `device` says what is known about it.
 */
ma_result context_find(confrec_context *context, int32_t direction, const char *id_text, ma_device_id *id,
                       confrec_device *device);

#endif
