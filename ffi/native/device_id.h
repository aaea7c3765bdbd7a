/* Device ids as text, as each sound system has them. */
#ifndef CONFREC_DEVICE_ID_H
#define CONFREC_DEVICE_ID_H

#include "miniaudio_config.h"
#include "text.h"

#if defined(_WIN32)
#include <windows.h>
#endif

/* Returns 0 when the text cannot be an id of this backend. */
static int id_from_text(ma_backend backend, const char *text, ma_device_id *id) {
  memset(id, 0, sizeof *id);
  switch (backend) {
#if defined(_WIN32)
  case ma_backend_wasapi:
    return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, (wchar_t *)id->wasapi,
                               (int)(sizeof id->wasapi / sizeof id->wasapi[0])) > 0;
#endif
  case ma_backend_pulseaudio: copy_text(id->pulse, sizeof id->pulse, text); return strlen(text) < sizeof id->pulse;
  case ma_backend_alsa: copy_text(id->alsa, sizeof id->alsa, text); return strlen(text) < sizeof id->alsa;
  case ma_backend_coreaudio:
    copy_text(id->coreaudio, sizeof id->coreaudio, text);
    return strlen(text) < sizeof id->coreaudio;
  case ma_backend_null: return strcmp(text, "null") == 0;
  default: return 0;
  }
}

static void id_to_text(ma_backend backend, const ma_device_id *id, char *text, size_t size) {
  switch (backend) {
#if defined(_WIN32)
  case ma_backend_wasapi:
    if (WideCharToMultiByte(CP_UTF8, 0, (const wchar_t *)id->wasapi, -1, text, (int)size, NULL, NULL) == 0) text[0] = 0;
    break;
#endif
  case ma_backend_pulseaudio: copy_text(text, size, id->pulse); break;
  case ma_backend_alsa: copy_text(text, size, id->alsa); break;
  case ma_backend_coreaudio: copy_text(text, size, id->coreaudio); break;
  default: copy_text(text, size, "null"); break;
  }
}

#endif
