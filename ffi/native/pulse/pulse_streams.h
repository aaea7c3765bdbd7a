/*
 * On which outputs programs have running streams. PulseAudio has no meter for each output: whether anything is to be heard
 * there only a capture of its monitor tells. Compiled only on Linux.
 */
#ifndef CONFREC_PULSE_STREAMS_H
#define CONFREC_PULSE_STREAMS_H

#include "../miniaudio_config.h"

#include <stdint.h>

/* What is known about output `index` of those with a running stream that is not `own_name`'s. */
ma_result pulse_find_streaming(ma_context *context, const char *own_name, uint32_t index, ma_device_info *device);

#endif
