/* A stream from inside, and what its audio thread calls. */
#ifndef CONFREC_STREAM_H
#define CONFREC_STREAM_H

#include "confrec_audio.h"
#include "miniaudio_config.h"
#include "monitor/follower.h"
#include "ring.h"

#include <stdatomic.h>
#include <stdint.h>

#if defined(__linux__)
#include "pulse/pipewire_clock.h"
#include "pulse/pulse_delay.h"
#endif

/* What a stream is opened for. */
typedef enum { STREAM_INPUT, STREAM_LOOPBACK, STREAM_SILENCE, STREAM_MONITOR } stream_kind;

struct confrec_stream {
  ma_device device;
  confrec_context *context;
  ring frames;            /* capture only */
  _Atomic(tap *) tapped;  /* capture only: where a monitor hears it; null until there has been one */
  follower follower;      /* monitor only */
  ma_format format;
  int is_capture;
  int is_loopback;
  confrec_device info;
  int started;           /* once; a stream is not started again */
  _Atomic int wanted;    /* between start and stop */
  _Atomic int suspended; /* the system paused the stream */
  _Atomic int lost;      /* it will not come back, or comes back as something else */
  _Atomic uint64_t delivered; /* playback only */
  _Atomic double last_ns;     /* playback only */
  _Atomic uint32_t reroutes;
#if defined(__linux__)
  pulse_delay delay;    /* PulseAudio only */
  pipewire_clock clock; /* PipeWire only */
#endif
};

/* How a stream is to be opened. */
typedef struct {
  stream_kind kind;
  const char *id; /* of the device; null or empty for the default */
  uint32_t period_ms;
  uint32_t periods;
  double buffer_seconds; /* capture only: the length of the ring */
  tap *tap;              /* monitor only: what it plays */
  float gain;            /* monitor only: a factor */
} stream_wish;

/* Finds the device and opens it; null with the reason in `error`, which must be there. */
confrec_stream *stream_open(confrec_context *context, const stream_wish *wish, confrec_error *error);

/* For miniaudio: what a device has captured, what it wants to play, and what becomes of it. */
void on_captured(ma_device *device, void *output, const void *input, ma_uint32 frames);
void on_silence(ma_device *device, void *output, const void *input, ma_uint32 frames);
void on_monitored(ma_device *device, void *output, const void *input, ma_uint32 frames);
void on_notification(const ma_device_notification *notification);

#if defined(__linux__)
/* For PulseAudio's library: a stream's state has changed. */
void on_pulse_state(void *pulse_stream, void *user);
#endif

#endif
