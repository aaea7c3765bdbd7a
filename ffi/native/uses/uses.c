/* Who records, and who plays. */
#include "../context.h"

#include "../report.h"

#if defined(__linux__)
#include "../pulse/pulse_uses.h"
#endif
#if defined(_WIN32)
#include "../wasapi/wasapi_uses.h"
#endif

int32_t confrec_context_uses(confrec_context *context, confrec_use *uses, uint32_t capacity, confrec_error *error) {
  ma_result result = MA_NOT_IMPLEMENTED;
  int32_t count = -1;
  if (context == NULL || uses == NULL || error == NULL) return -1;
  report_begin(error);
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio) {
    pulse_use_list list = {uses, capacity, 0};
    if (!context->tells_changes) pulse_tell_changes(&context->ma, &context->changed);
    context->tells_changes = 1;
    context->changed = 0;
    result = pulse_find_uses(&context->ma, &list);
    count = (int32_t)list.count;
  }
#elif defined(_WIN32)
  if (context->ma.backend == ma_backend_wasapi) result = wasapi_find_uses(uses, capacity, &count);
#else
  (void)capacity;
#endif
  return context_report_end(context, error, result) == CONFREC_OK ? count : -1;
}

int32_t confrec_context_changed(confrec_context *context) {
  if (context == NULL) return 0;
#if defined(__linux__)
  if (context->ma.backend == ma_backend_pulseaudio && context->tells_changes) {
    return !pulse_hear(&context->ma) || context->changed;
  }
#endif
  return 1;
}
