/* Lists the programs' streams, and hears when that list has changed. */
#include "pulse_uses.h"

#include "../text.h"
#include "pulse.h"
#include "pulse_infos.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { PULSE_NO_INDEX = -1 };
enum { PULSE_MASK_STREAMS = 0x0004 | 0x0008 }; /* sink inputs, source outputs */

#define PULSE_MOST_MONITORS 64u

typedef void (*pulse_any_callback)(void *context, const void *info, int end, void *user);
typedef void *(*pulse_list_function)(void *context, pulse_any_callback callback, void *user);

/* What one answer after the other is put together from. */
typedef struct {
  pulse_use_list *list;
  const char *(*property)(const void *properties, const char *key);
  uint32_t monitors[PULSE_MOST_MONITORS];
  uint32_t monitor_count;
} pulse_survey;

static void pulse_take_monitor(void *context, const void *answer, int end, void *user) {
  const pulse_source_info *source = answer;
  pulse_survey *survey = user;
  (void)context;
  if (end != 0 || source == NULL || source->monitor_of_sink == (uint32_t)PULSE_NO_INDEX) return;
  if (survey->monitor_count < PULSE_MOST_MONITORS) survey->monitors[survey->monitor_count++] = source->index;
}

static int pulse_hears_output(const pulse_survey *survey, uint32_t source) {
  uint32_t i;
  for (i = 0; i < survey->monitor_count; i++) {
    if (survey->monitors[i] == source) return 1;
  }
  return 0;
}

static void pulse_copy_property(const pulse_survey *survey, const void *properties, const char *key, char *to, size_t size) {
  const char *value = properties == NULL ? NULL : survey->property(properties, key);
  copy_text(to, size, value == NULL ? "" : value);
}

/* The next place in the list, with what all streams have; null when it is full. */
static confrec_use *pulse_add_use(pulse_survey *survey, const void *properties, uint32_t client) {
  pulse_use_list *list = survey->list;
  confrec_use *use = list->count < list->capacity ? &list->uses[list->count] : NULL;
  char pid[16];
  list->count++;
  if (use == NULL) return NULL;
  memset(use, 0, sizeof *use);
  pulse_copy_property(survey, properties, "application.process.binary", use->program, sizeof use->program);
  pulse_copy_property(survey, properties, "application.name", use->name, sizeof use->name);
  pulse_copy_property(survey, properties, "media.role", use->role, sizeof use->role);
  pulse_copy_property(survey, properties, "application.process.id", pid, sizeof pid);
  use->pid = (int32_t)strtol(pid, NULL, 10);
  use->is_program = client != (uint32_t)PULSE_NO_INDEX;
  return use;
}

static void pulse_take_recorder(void *context, const void *answer, int end, void *user) {
  const pulse_output_info *info = answer;
  confrec_use *use;
  (void)context;
  if (end != 0 || info == NULL) return;
  use = pulse_add_use(user, info->properties, info->client);
  if (use == NULL) return;
  use->direction = CONFREC_INPUT;
  use->rate_hz = (int32_t)info->spec.rate;
  use->is_running = !info->corked;
  use->hears_output = pulse_hears_output(user, info->source);
}

static void pulse_take_player(void *context, const void *answer, int end, void *user) {
  const pulse_input_info *info = answer;
  confrec_use *use;
  (void)context;
  if (end != 0 || info == NULL) return;
  use = pulse_add_use(user, info->properties, info->client);
  if (use == NULL) return;
  use->direction = CONFREC_OUTPUT;
  use->rate_hz = (int32_t)info->spec.rate;
  use->is_running = !info->corked;
}

static ma_result pulse_ask_all(ma_context *context, const char *name, pulse_any_callback callback, pulse_survey *survey) {
  pulse_list_function ask = NULL;
  void *symbol = dlsym(context->pulse.pulseSO, name);
  memcpy(&ask, &symbol, sizeof symbol);
  if (ask == NULL) return MA_NOT_IMPLEMENTED;
  return pulse_await(context, ask(context->pulse.pPulseContext, callback, survey));
}

ma_result pulse_find_uses(ma_context *context, pulse_use_list *list) {
  pulse_survey survey = {.list = list};
  ma_result result;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_proplist_gets");
  memcpy(&survey.property, &symbol, sizeof symbol);
  list->count = 0;
  if (survey.property == NULL) return MA_NOT_IMPLEMENTED;
  if (!pulse_is_connected(context)) return MA_NOT_CONNECTED;
  result = pulse_ask_all(context, "pa_context_get_source_info_list", pulse_take_monitor, &survey);
  if (result == MA_SUCCESS) {
    result = pulse_ask_all(context, "pa_context_get_source_output_info_list", pulse_take_recorder, &survey);
  }
  if (result == MA_SUCCESS) {
    result = pulse_ask_all(context, "pa_context_get_sink_input_info_list", pulse_take_player, &survey);
  }
  /* An answer that never came is no empty list. */
  return result == MA_SUCCESS && !pulse_is_connected(context) ? MA_NOT_CONNECTED : result;
}

static void pulse_note_change(void *context, int event, uint32_t index, void *user) {
  (void)context;
  (void)event;
  (void)index;
  *(int *)user = 1;
}

void pulse_tell_changes(ma_context *context, int *changed) {
  void (*set_callback)(void *, void (*)(void *, int, uint32_t, void *), void *) = NULL;
  void *(*subscribe)(void *, int, void *, void *) = NULL;
  void (*unref)(void *) = (void (*)(void *))context->pulse.pa_operation_unref;
  void *operation;
  void *symbol = dlsym(context->pulse.pulseSO, "pa_context_set_subscribe_callback");
  memcpy(&set_callback, &symbol, sizeof symbol);
  symbol = dlsym(context->pulse.pulseSO, "pa_context_subscribe");
  memcpy(&subscribe, &symbol, sizeof symbol);
  *changed = 1;
  if (set_callback == NULL || subscribe == NULL) return;
  set_callback(context->pulse.pPulseContext, pulse_note_change, changed);
  operation = subscribe(context->pulse.pPulseContext, PULSE_MASK_STREAMS, NULL, NULL);
  if (operation != NULL) unref(operation);
}

int pulse_hear(ma_context *context) {
  int (*iterate)(void *, int, int *) = (int (*)(void *, int, int *))context->pulse.pa_mainloop_iterate;
  int done;
  do {
    done = iterate(context->pulse.pMainLoop, 0, NULL);
  } while (done > 0);
  return done >= 0 && pulse_is_connected(context);
}
