/* Streams that are open: what they deliver, started, read, stopped and closed. */
#include "stream.h"

#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BURST_NS 2e6 /* how long a block waits in the ring for the rest of its burst */

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
  report_begin(error);
  if (stream->started) return report_end(error, MA_INVALID_OPERATION, CONFREC_OK);
  stream->started = 1;
  atomic_store(&stream->wanted, 1);
  result = ma_device_start(&stream->device);
  if (result != MA_SUCCESS) atomic_store(&stream->wanted, 0);
  return report_end(error, result, result != MA_SUCCESS && atomic_load(&stream->lost) ? CONFREC_GONE : CONFREC_OK);
}

int32_t confrec_stream_stop(confrec_stream *stream, confrec_error *error) {
  if (stream == NULL || error == NULL) return CONFREC_FAILED;
  report_begin(error);
  atomic_store(&stream->wanted, 0);
  return report_end(error, ma_device_stop(&stream->device), CONFREC_OK);
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
  block->cycle = 0;
#if defined(__linux__)
  block->cycle = atomic_load_explicit(&stream->clock.cycle_frames, memory_order_relaxed);
#endif
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
  status->dropped = (double)(stream->is_capture
                                 ? atomic_load_explicit(&frames->dropped, memory_order_relaxed)
                                 : atomic_load_explicit(&stream->follower.missing, memory_order_relaxed));
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
  tap_close(atomic_load(&stream->tapped));
  if (stream->follower.from != NULL) atomic_store(&stream->follower.from->is_open, 0);
  tap_close(stream->follower.from);
  free(stream);
}
