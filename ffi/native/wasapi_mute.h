/* Whether Windows has muted a device, or turned it down to nothing. */
#ifndef CONFREC_WASAPI_MUTE_H
#define CONFREC_WASAPI_MUTE_H

#include "wasapi_meter.h"

/* IAudioEndpointVolume of endpointvolume.h, which MinGW's lacks; what we do not call has no type. */
typedef struct wasapi_volume wasapi_volume;
typedef struct {
  HRESULT(STDMETHODCALLTYPE *QueryInterface)(wasapi_volume *, const IID *, void **);
  ULONG(STDMETHODCALLTYPE *AddRef)(wasapi_volume *);
  ULONG(STDMETHODCALLTYPE *Release)(wasapi_volume *);
  void *register_control_change_notify;
  void *unregister_control_change_notify;
  void *get_channel_count;
  void *set_master_volume_level;
  void *set_master_volume_level_scalar;
  void *get_master_volume_level;
  HRESULT(STDMETHODCALLTYPE *GetMasterVolumeLevelScalar)(wasapi_volume *, float *level);
  void *set_channel_volume_level;
  void *set_channel_volume_level_scalar;
  void *get_channel_volume_level;
  void *get_channel_volume_level_scalar;
  void *set_mute;
  HRESULT(STDMETHODCALLTYPE *GetMute)(wasapi_volume *, BOOL *mute);
} wasapi_volume_methods;
struct wasapi_volume {
  const wasapi_volume_methods *methods;
};

static const IID wasapi_volume_iid = {
    0x5cdf2c82, 0x841e, 0x4546, {0x97, 0x22, 0x0c, 0xf7, 0x40, 0x78, 0x22, 0x9a}};

/* 0 where the system does not say. The thread has opened a context, which has initialised COM for it. */
static int wasapi_is_muted(const ma_device_id *id) {
  IMMDeviceEnumerator *enumerator = NULL;
  IMMDevice *endpoint = NULL;
  wasapi_volume *volume = NULL;
  BOOL mute = FALSE;
  float level = 1;
  if (FAILED(CoCreateInstance(&wasapi_enumerator_class, NULL, CLSCTX_ALL, &wasapi_enumerator_iid,
                              (void **)&enumerator))) {
    return 0;
  }
  if (SUCCEEDED(IMMDeviceEnumerator_GetDevice(enumerator, (LPCWSTR)id->wasapi, &endpoint))) {
    if (SUCCEEDED(IMMDevice_Activate(endpoint, &wasapi_volume_iid, CLSCTX_ALL, NULL, (void **)&volume))) {
      if (FAILED(volume->methods->GetMute(volume, &mute))) mute = FALSE;
      if (FAILED(volume->methods->GetMasterVolumeLevelScalar(volume, &level))) level = 1;
      volume->methods->Release(volume);
    }
    IMMDevice_Release(endpoint);
  }
  IMMDeviceEnumerator_Release(enumerator);
  return mute || level <= 0;
}

#endif
