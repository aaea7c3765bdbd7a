/* What PulseAudio's library tells of streams and sources, as its stable ABI has it. Compiled only on Linux. */
#ifndef CONFREC_PULSE_INFOS_H
#define CONFREC_PULSE_INFOS_H

#include "pulse.h"

/* How pa_source_output_info begins: a program that records. */
typedef struct pulse_output_info {
  uint32_t index;
  const char *name;
  uint32_t owner_module;
  uint32_t client;
  uint32_t source;
  pulse_spec spec;
  pulse_map map;
  uint64_t buffer_usec;
  uint64_t source_usec;
  const char *resample_method;
  const char *driver;
  const void *properties;
  int corked;
  pulse_volume volume;
  int mute;
  int has_volume;
} pulse_output_info;

/* How pa_sink_input_info begins: a program that plays. */
typedef struct {
  uint32_t index;
  const char *name;
  uint32_t owner_module;
  uint32_t client;
  uint32_t sink;
  pulse_spec spec;
  pulse_map map;
  pulse_volume volume;
  uint64_t buffer_usec;
  uint64_t sink_usec;
  const char *resample_method;
  const char *driver;
  int mute;
  const void *properties;
  int corked;
} pulse_input_info;

/* How pa_source_info begins; as pulse_info, whose end no field of ours may follow: it is padded. */
typedef struct {
  const char *name;
  uint32_t index;
  const char *description;
  pulse_spec spec;
  pulse_map map;
  uint32_t owner_module;
  pulse_volume volume;
  int mute;
  uint32_t monitor_of_sink;
} pulse_source_info;

#endif
