/* Which output plays: Windows has a peak meter for each, also for those that nobody records. */
#ifndef CONFREC_WASAPI_METER_H
#define CONFREC_WASAPI_METER_H

#include "../miniaudio_config.h"
#include "wasapi_endpoints.h"

/* Quieter is silence: 1e-4 is -80 dBFS. */
#define WASAPI_AUDIBLE 1e-4f

/* IAudioMeterInformation of endpointvolume.h, which MinGW's lacks. */
typedef struct wasapi_meter wasapi_meter;
typedef struct {
  HRESULT(STDMETHODCALLTYPE *QueryInterface)(wasapi_meter *, const IID *, void **);
  ULONG(STDMETHODCALLTYPE *AddRef)(wasapi_meter *);
  ULONG(STDMETHODCALLTYPE *Release)(wasapi_meter *);
  HRESULT(STDMETHODCALLTYPE *GetPeakValue)(wasapi_meter *, float *peak);
} wasapi_meter_methods;
struct wasapi_meter {
  const wasapi_meter_methods *methods;
};

static const IID wasapi_meter_iid = {0xc02216f6, 0x8c67, 0x4b5b, {0x9d, 0x00, 0xd0, 0x08, 0xe7, 0x3e, 0x00, 0x64}};

/* The highest sample of the last period, 0 to 1; 0 where the system does not tell. */
static float wasapi_peak(IMMDevice *endpoint) {
  wasapi_meter *meter = NULL;
  float peak = 0;
  if (FAILED(IMMDevice_Activate(endpoint, &wasapi_meter_iid, CLSCTX_ALL, NULL, (void **)&meter))) return 0;
  if (FAILED(meter->methods->GetPeakValue(meter, &peak))) peak = 0;
  meter->methods->Release(meter);
  return peak;
}

/* Takes `endpoint` for what plays if it is louder than what was found before, or the preferred one. */
static void wasapi_compare(IMMDevice *endpoint, const wchar_t *preferred, ma_device_id *found, float *loudest) {
  float peak = wasapi_peak(endpoint);
  LPWSTR id = NULL;
  if (peak < WASAPI_AUDIBLE || FAILED(IMMDevice_GetId(endpoint, &id))) return;
  if (wcscmp(id, preferred) == 0) peak = 2; /* louder than anything */
  if (peak > *loudest && wcslen(id) < sizeof found->wasapi / sizeof found->wasapi[0]) {
    memset(found, 0, sizeof *found);
    wcscpy((wchar_t *)found->wasapi, id);
    *loudest = peak;
  }
  CoTaskMemFree(id);
}

/*
 * The output that plays at this moment: `preferred` if it does, else the loudest. Returns 0 when none does. The thread
 * has opened a context, which has initialised COM for it.
 */
static int wasapi_playing(const ma_device_id *preferred, ma_device_id *found) {
  IMMDeviceEnumerator *enumerator = NULL;
  IMMDeviceCollection *endpoints = NULL;
  float loudest = 0;
  UINT count = 0, i;

  if (FAILED(CoCreateInstance(&wasapi_enumerator_class, NULL, CLSCTX_ALL, &wasapi_enumerator_iid,
                              (void **)&enumerator))) {
    return 0;
  }
  if (SUCCEEDED(IMMDeviceEnumerator_EnumAudioEndpoints(enumerator, eRender, DEVICE_STATE_ACTIVE, &endpoints))) {
    IMMDeviceCollection_GetCount(endpoints, &count);
    for (i = 0; i < count; i++) {
      IMMDevice *endpoint = NULL;
      if (FAILED(IMMDeviceCollection_Item(endpoints, i, &endpoint))) continue;
      wasapi_compare(endpoint, (const wchar_t *)preferred->wasapi, found, &loudest);
      IMMDevice_Release(endpoint);
    }
    IMMDeviceCollection_Release(endpoints);
  }
  IMMDeviceEnumerator_Release(enumerator);
  return loudest > 0;
}

#endif
