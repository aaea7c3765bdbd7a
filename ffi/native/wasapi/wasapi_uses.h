/* Which programs record: Windows has a list of sessions for each device. */
#ifndef CONFREC_WASAPI_USES_H
#define CONFREC_WASAPI_USES_H

#include "../confrec_audio.h"
#include "../miniaudio_config.h"
#include "../text.h"
#include "wasapi_endpoints.h"

#include <audiopolicy.h>

/* More sessions than these of one device are not looked at. */
#define WASAPI_MOST_SESSIONS 256

static const IID wasapi_sessions_iid = {
    0x77aa99a0, 0x1bd6, 0x484f, {0x8b, 0xc7, 0x2c, 0x65, 0x4c, 0x9a, 0x9b, 0x6f}};
static const IID wasapi_session_iid = {
    0xbfb7ff88, 0x7239, 0x4fc9, {0x8f, 0xa2, 0x07, 0xc9, 0x50, 0xbe, 0x9c, 0x6d}};

/* The name of a process's executable, without its folder; empty when it may not be asked. */
static void wasapi_program(DWORD pid, char *text, size_t size) {
  WCHAR path[MAX_PATH];
  DWORD length = MAX_PATH;
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  text[0] = 0;
  if (process == NULL) return;
  if (QueryFullProcessImageNameW(process, 0, path, &length)) {
    const WCHAR *name = wcsrchr(path, L'\\');
    name = name == NULL ? path : name + 1;
    if (WideCharToMultiByte(CP_UTF8, 0, name, -1, text, (int)size, NULL, NULL) == 0) text[0] = 0;
  }
  CloseHandle(process);
}

/* Takes in one session, if it is running. */
static void wasapi_take_session(IAudioSessionControl *control, confrec_use *uses, uint32_t capacity, int32_t *count) {
  IAudioSessionControl2 *session = NULL;
  AudioSessionState state = AudioSessionStateInactive;
  DWORD pid = 0;
  if (FAILED(IAudioSessionControl_GetState(control, &state)) || state != AudioSessionStateActive) return;
  if (SUCCEEDED(IAudioSessionControl_QueryInterface(control, &wasapi_session_iid, (void **)&session))) {
    /* A session of several processes says so instead of S_OK, and names one of them. */
    if (FAILED(IAudioSessionControl2_GetProcessId(session, &pid))) pid = 0;
    IAudioSessionControl2_Release(session);
  }
  if ((uint32_t)*count < capacity) {
    confrec_use *use = &uses[*count];
    memset(use, 0, sizeof *use);
    wasapi_program(pid, use->program, sizeof use->program);
    copy_text(use->name, sizeof use->name, use->program);
    use->direction = CONFREC_INPUT;
    use->pid = (int32_t)pid;
    use->is_running = use->is_program = 1;
  }
  ++*count;
}

/*
 * Wine (10) tells each program of its own sessions alone, and makes another one each time that it hands one over: twice as
 * many with every look, until the memory is full.
 */
static int wasapi_is_wine(void) {
  HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  return ntdll != NULL && GetProcAddress(ntdll, "wine_get_version") != NULL;
}

/* Returns whether the device tells of its sessions. */
static int wasapi_take_endpoint(IMMDevice *endpoint, confrec_use *uses, uint32_t capacity, int32_t *count) {
  IAudioSessionManager2 *manager = NULL;
  IAudioSessionEnumerator *sessions = NULL;
  int total = 0, told = 0, i;
  if (FAILED(IMMDevice_Activate(endpoint, &wasapi_sessions_iid, CLSCTX_ALL, NULL, (void **)&manager))) return 0;
  if (SUCCEEDED(IAudioSessionManager2_GetSessionEnumerator(manager, &sessions))) {
    if (FAILED(IAudioSessionEnumerator_GetCount(sessions, &total))) total = 0;
    if (total > WASAPI_MOST_SESSIONS) total = WASAPI_MOST_SESSIONS;
    for (i = 0; i < total; i++) {
      IAudioSessionControl *control = NULL;
      if (FAILED(IAudioSessionEnumerator_GetSession(sessions, i, &control))) continue;
      wasapi_take_session(control, uses, capacity, count);
      IAudioSessionControl_Release(control);
    }
    IAudioSessionEnumerator_Release(sessions);
    told = 1;
  }
  IAudioSessionManager2_Release(manager);
  return told;
}

/* Lists the running sessions of all microphones. The thread has opened a context, which has initialised COM for it. */
static ma_result wasapi_find_uses(confrec_use *uses, uint32_t capacity, int32_t *count) {
  IMMDeviceEnumerator *enumerator = NULL;
  IMMDeviceCollection *endpoints = NULL;
  ma_result result = MA_ERROR;
  UINT total = 0, told = 0, i;
  *count = 0;
  if (wasapi_is_wine()) return MA_NOT_IMPLEMENTED;
  if (FAILED(CoCreateInstance(&wasapi_enumerator_class, NULL, CLSCTX_ALL, &wasapi_enumerator_iid,
                              (void **)&enumerator))) {
    return MA_ERROR;
  }
  if (SUCCEEDED(IMMDeviceEnumerator_EnumAudioEndpoints(enumerator, eCapture, DEVICE_STATE_ACTIVE, &endpoints))) {
    if (FAILED(IMMDeviceCollection_GetCount(endpoints, &total))) total = 0;
    for (i = 0; i < total; i++) {
      IMMDevice *endpoint = NULL;
      if (FAILED(IMMDeviceCollection_Item(endpoints, i, &endpoint))) continue;
      told += (UINT)wasapi_take_endpoint(endpoint, uses, capacity, count);
      IMMDevice_Release(endpoint);
    }
    IMMDeviceCollection_Release(endpoints);
    result = total > 0 && told == 0 ? MA_NOT_IMPLEMENTED : MA_SUCCESS;
  }
  IMMDeviceEnumerator_Release(enumerator);
  return result;
}

#endif
