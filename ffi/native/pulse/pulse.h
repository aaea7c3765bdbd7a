/*
 * What miniaudio's PulseAudio backend leaves open, done here with the functions that it has loaded anyway. We have no
 * PulseAudio headers at build time; the few types needed are declared below as the library's stable ABI has them.
 *
 *  - Asking for a device that is not there, or that is unplugged at this very moment, dereferences null.
 *    pulse_get_device_info() takes the place of miniaudio's own function.
 *  - A device whose samples miniaudio cannot read (big-endian, 24 bits in 32) is asked for float, but also told to keep
 *    its own format, and then refused. pulse_connect_record() and pulse_connect_playback() leave that demand out.
 *  - Channels are asked for in an order that goes by their number alone, so that the server mixes those of a device with
 *    another order, and leaves out what it knows no place for. pulse_keep_map() keeps the device's own.
 *  - A stream begins muted when the server remembers that an earlier one was. Ours begin unmuted.
 *  - When opening fails half-way, the device's connection to the server leaks. pulse_drop_failed_device() closes it.
 *  - Stopping asks the server to pause the stream and waits for the answer: 30 s from a server that hangs. pulse_stop()
 *    asks nothing; a stream that has stopped is closed next, and never started again.
 *  - Starting waits for the server as long as that takes. pulse_start() waits no longer than pulse_patience.h says.
 *  - How much a stream for playing is asked for at a time follows from its length. pulse_play_ahead() makes that more.
 *  - Nobody is told when a stream dies, by the server's end or by the device's. pulse_watch() tells.
 *
 * Compiled only on Linux.
 */
#ifndef CONFREC_PULSE_H
#define CONFREC_PULSE_H

#include "../miniaudio_config.h"

#include <stdint.h>

enum { PULSE_CHANNEL_MAP_WAVEEX = 3 }; /* the order of WAV and WASAPI; for devices that have none */

/* A device that is muted, or turned down to nothing; among miniaudio's own flags for a format. */
#define PULSE_FORMAT_FLAG_MUTED 0x40000000u
/* A device of PipeWire, whose server speaks PulseAudio's protocol; there too. */
#define PULSE_FORMAT_FLAG_PIPEWIRE 0x20000000u

/* pa_sample_spec, pa_channel_map and pa_cvolume. */
typedef struct {
  int format;
  uint32_t rate;
  uint8_t channels;
} pulse_spec;
typedef struct {
  uint8_t channels;
  int map[32];
} pulse_map;
typedef struct {
  uint8_t channels;
  uint32_t values[32];
} pulse_volume;

/* How pa_sink_info and pa_source_info begin. */
typedef struct {
  const char *name;
  uint32_t index;
  const char *description;
  pulse_spec spec;
  pulse_map map;
  uint32_t owner_module;
  pulse_volume volume;
  int mute;
  uint32_t monitor;
  const char *monitor_name;
  uint64_t latency_usec;
  const char *driver;
} pulse_info;

typedef void (*pulse_info_callback)(void *context, const pulse_info *info, int end, void *user);

/* For questions about an output or an input; `user` is an ma_device_info. */
void pulse_take_info(void *context, const pulse_info *info, int end, void *user);

/* Waits for the answer to a question that was sent; gives it up when the caller's patience is over. */
ma_result pulse_await(ma_context *context, void *operation);

int pulse_is_connected(const ma_context *context);
int pulse_is_turned_down(const pulse_volume *volume);

/* Puts our functions in the place of miniaudio's, in a context that was just opened. */
void pulse_mend(ma_context *context);

/*
 * Whether streams for playing that this thread opens from now on are asked for eight times as much at a time, an eighth as
 * often, by a sink that renders no further ahead than it would anyway: for what is the same at any time.
 */
void pulse_play_ahead(int does);

int pulse_stream_is_dead(const ma_context *context, void *stream);

/*
 * Calls back whenever the stream's state changes: on the audio thread, because from now on only that runs the stream's
 * main loop. miniaudio leaves this callback free. Must follow ma_device_init() at once.
 */
void pulse_watch(const ma_context *context, void *stream, void (*changed)(void *stream, void *user), void *user);

void pulse_drop_failed_device(const ma_context *context, ma_device *device);

#endif
