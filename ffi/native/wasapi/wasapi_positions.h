/*
 * When WASAPI's packets were captured, of which miniaudio hands nothing on.
 *
 * IAudioCaptureClient::GetBuffer says it to who asks (pu64QPCPosition); miniaudio does not. So its client is replaced by
 * ours, which asks, and passes on everything else. Compiled only on Windows.
 */
#ifndef CONFREC_WASAPI_POSITIONS_H
#define CONFREC_WASAPI_POSITIONS_H

#include "../miniaudio_config.h"
#include "lateness.h"

#define COBJMACROS
#include <windows.h>
#include <audioclient.h>

/* Lives as long as its stream; touched by the audio thread only, as long as that runs. */
typedef struct {
  IAudioCaptureClient client; /* what miniaudio calls; it comes first, so that a pointer to it is one to this */
  IAudioCaptureClient *real;  /* NULL before the first callback */
  double packet_ns;           /* when the packet's first frame was captured; NAN where the system does not say */
  UINT32 packet_frames;
  lateness late;
} wasapi_positions;

/*
 * Audio thread, in a callback: how much later than usual the last of its frames was handed over, ns. 0 for a stream's
 * first packet, and wherever the system does not say.
 */
double wasapi_late_ns(wasapi_positions *positions, ma_device *device, double host_ns);

#endif
