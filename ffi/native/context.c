/* Contexts: connections to a sound system, and which one is taken. */
#include "context.h"

#include "report.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include "pulse/pulse.h"

#include <stdio.h>
#include <unistd.h>
#endif

uint32_t confrec_abi_version(void) { return CONFREC_ABI; }

void confrec_miniaudio_version(char *text, uint32_t size) {
  if (text != NULL) copy_text(text, size, MA_VERSION_STRING);
}

#if defined(__linux__)
/* Without a card ALSA still opens, lists devices that cannot work, and prints complaints to stderr. */
static int has_alsa_card(void) {
  int card;
  for (card = 0; card < 32; card++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/snd/controlC%d", card);
    if (access(path, F_OK) == 0) return 1;
  }
  return 0;
}
#endif

static int pick_backends(const char *name, ma_backend backends[2]) {
  static const struct {
    const char *name;
    ma_backend backend;
  } known[] = {{"pulseaudio", ma_backend_pulseaudio},
               {"alsa", ma_backend_alsa},
               {"wasapi", ma_backend_wasapi},
               {"coreaudio", ma_backend_coreaudio},
               {"null", ma_backend_null}};
  size_t i;
  if (name == NULL || name[0] == 0) {
#if defined(_WIN32)
    backends[0] = ma_backend_wasapi;
    return 1;
#elif defined(__APPLE__)
    backends[0] = ma_backend_coreaudio;
    return 1;
#else
    backends[0] = ma_backend_pulseaudio;
    backends[1] = ma_backend_alsa;
    return has_alsa_card() ? 2 : 1;
#endif
  }
  for (i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(name, known[i].name) == 0) {
      backends[0] = known[i].backend;
      return 1;
    }
  }
  return 0;
}

confrec_context *confrec_context_open(const char *backend, const char *server, confrec_error *error) {
  ma_backend backends[2];
  ma_context_config config = ma_context_config_init();
  confrec_context *context;
  ma_result result = MA_OUT_OF_MEMORY;
  int count = pick_backends(backend, backends);

  if (error == NULL) return NULL;
  report_begin(error);
  if (count == 0) {
    report_end(error, MA_BACKEND_NOT_ENABLED, CONFREC_OK);
    return NULL;
  }
  context = calloc(1, sizeof *context);
  if (context != NULL) {
    result = ma_log_init(NULL, &context->log);
    if (result == MA_SUCCESS) {
      ma_log_register_callback(&context->log, ma_log_callback_init(report_log, context));
      config.pLog = &context->log;
      config.pulse.pApplicationName = OWN_NAME;
      config.pulse.pServerName = server != NULL && server[0] != 0 ? server : NULL;
      result = ma_context_init(backends, (ma_uint32)count, &config, &context->ma);
      if (result != MA_SUCCESS) ma_log_uninit(&context->log);
#if defined(__linux__)
      if (result == MA_SUCCESS && context->ma.backend == ma_backend_pulseaudio) pulse_mend(&context->ma);
#endif
    }
  }
  report_end(error, result, CONFREC_OK);
  if (result != MA_SUCCESS) {
    free(context);
    return NULL;
  }
  return context;
}

void confrec_context_close(confrec_context *context) {
  if (context == NULL) return;
  ma_context_uninit(&context->ma);
  ma_log_uninit(&context->log);
  free(context);
}

void confrec_context_backend(const confrec_context *context, char *text, uint32_t size) {
  if (text == NULL) return;
  copy_text(text, size, context == NULL ? "" : ma_get_backend_name(context->ma.backend));
}

int context_is_gone(const confrec_context *context) {
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio) return !pulse_is_connected(&context->ma);
#else
  (void)context;
#endif
  return 0;
}

int32_t context_report_end(confrec_context *context, confrec_error *error, ma_result result) {
  return report_end(error, result, result != MA_SUCCESS && context_is_gone(context) ? CONFREC_GONE : CONFREC_OK);
}
