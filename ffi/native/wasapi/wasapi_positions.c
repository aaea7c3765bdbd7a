/* Stands between miniaudio and WASAPI's capture client, and takes down when each packet was captured. */
#include "wasapi_positions.h"

/* In units of the performance counter, of which the host clock is made, but always of this length. */
#define POSITION_NS 100.0
#define TIMESTAMP_ERROR 4u /* AUDCLNT_BUFFERFLAGS_TIMESTAMP_ERROR, which some headers keep to themselves */

static wasapi_positions *positions_of(IAudioCaptureClient *client) { return (wasapi_positions *)client; }

static HRESULT STDMETHODCALLTYPE positions_query(IAudioCaptureClient *client, REFIID iid, void **object) {
  return IAudioCaptureClient_QueryInterface(positions_of(client)->real, iid, object);
}

static ULONG STDMETHODCALLTYPE positions_add_ref(IAudioCaptureClient *client) {
  return IAudioCaptureClient_AddRef(positions_of(client)->real);
}

static ULONG STDMETHODCALLTYPE positions_release(IAudioCaptureClient *client) {
  return IAudioCaptureClient_Release(positions_of(client)->real);
}

static HRESULT STDMETHODCALLTYPE positions_get_buffer(IAudioCaptureClient *client, BYTE **data, UINT32 *frames,
                                                      DWORD *flags, UINT64 *device_position, UINT64 *qpc_position) {
  wasapi_positions *positions = positions_of(client);
  UINT64 device = 0, qpc = 0;
  HRESULT result = IAudioCaptureClient_GetBuffer(positions->real, data, frames, flags, &device, &qpc);
  if (device_position != NULL) *device_position = device;
  if (qpc_position != NULL) *qpc_position = qpc;
  if (result == S_OK) {
    positions->packet_frames = *frames;
    positions->packet_ns = qpc == 0 || (*flags & TIMESTAMP_ERROR) != 0 ? NAN : (double)qpc * POSITION_NS;
  }
  return result;
}

static HRESULT STDMETHODCALLTYPE positions_release_buffer(IAudioCaptureClient *client, UINT32 frames) {
  return IAudioCaptureClient_ReleaseBuffer(positions_of(client)->real, frames);
}

static HRESULT STDMETHODCALLTYPE positions_next_size(IAudioCaptureClient *client, UINT32 *frames) {
  return IAudioCaptureClient_GetNextPacketSize(positions_of(client)->real, frames);
}

static IAudioCaptureClientVtbl methods = {
    positions_query,      positions_add_ref,        positions_release,
    positions_get_buffer, positions_release_buffer, positions_next_size,
};

/*
 * miniaudio makes a new client for each device that a stream moves to. This is its own thread, which alone uses the
 * client while the stream runs: there is no better moment to replace it, nor another.
 */
static void positions_replace(wasapi_positions *positions, ma_device *device) {
  positions->client.lpVtbl = &methods;
  positions->real = device->wasapi.pCaptureClient;
  positions->packet_ns = NAN;
  positions->late.host_ns = 0;
  device->wasapi.pCaptureClient = &positions->client;
}

double wasapi_late_ns(wasapi_positions *positions, ma_device *device, double host_ns) {
  double frame_ns = 1e9 / device->capture.internalSampleRate;
  UINT32 unread = device->wasapi.mappedBufferCaptureLen;
  if (device->wasapi.pCaptureClient != &positions->client) positions_replace(positions, device);
  if (unread > positions->packet_frames) return 0;
  return lateness_ns(&positions->late, host_ns, positions->packet_ns + (positions->packet_frames - unread) * frame_ns);
}
