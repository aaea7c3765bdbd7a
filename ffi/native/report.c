/* The error of the call that a thread is in: kind, description, and what the backend said. */
#include "report.h"

#include "text.h"

#if defined(__linux__)
#include "pulse/pulse_patience.h"
#endif

/* While a function that reports errors runs, the backend's own words are collected into its error. */
static _Thread_local confrec_error *reporting;

void report_log(void *user, ma_uint32 level, const char *message) {
  (void)user;
  if (level != MA_LOG_LEVEL_ERROR || reporting == NULL) return;
  copy_text(reporting->text, sizeof reporting->text, message);
  reporting->text[strcspn(reporting->text, "\r\n")] = 0;
}

static int32_t kind_of(ma_result result) {
  switch (result) {
  case MA_SUCCESS: return CONFREC_OK;
  case MA_BUSY:
  case MA_ALREADY_IN_USE: return CONFREC_BUSY;
  case MA_ACCESS_DENIED: return CONFREC_DENIED;
  case MA_UNAVAILABLE:
  case MA_NOT_CONNECTED:
  case MA_CONNECTION_RESET: return CONFREC_GONE;
  case MA_NO_DEVICE:
  case MA_DOES_NOT_EXIST:
  case MA_NO_BACKEND:
  case MA_FAILED_TO_INIT_BACKEND: return CONFREC_MISSING;
  case MA_NOT_IMPLEMENTED:
  case MA_FORMAT_NOT_SUPPORTED:
  case MA_DEVICE_TYPE_NOT_SUPPORTED:
  case MA_SHARE_MODE_NOT_SUPPORTED:
  case MA_BACKEND_NOT_ENABLED: return CONFREC_UNSUPPORTED;
  case MA_TIMEOUT: return CONFREC_HUNG;
  default: return CONFREC_FAILED;
  }
}

void report_begin(confrec_error *error) {
  memset(error, 0, sizeof *error);
  reporting = error;
#if defined(__linux__)
  pulse_be_patient();
#endif
}

int32_t report_end(confrec_error *error, ma_result result, int32_t kind) {
  reporting = NULL;
#if defined(__linux__)
  if (pulse_end_patience() && result != MA_SUCCESS) kind = CONFREC_HUNG;
#endif
  error->result = result;
  error->kind = kind != CONFREC_OK ? kind : kind_of(result);
  if (error->kind == CONFREC_OK) {
    error->text[0] = 0;
  } else {
    char said[sizeof error->text];
    copy_text(said, sizeof said, error->text);
    snprintf(error->text, sizeof error->text, "%s%s%.160s", ma_result_description(result), said[0] ? ": " : "", said);
  }
  return error->kind;
}
