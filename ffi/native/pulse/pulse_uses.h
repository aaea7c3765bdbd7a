/*
 * Which programs record or play, as the sound server lists their streams. Compiled only on Linux.
 */
#ifndef CONFREC_PULSE_USES_H
#define CONFREC_PULSE_USES_H

#include "../confrec_audio.h"
#include "../miniaudio_config.h"

/* Where the list goes; what does not fit is counted. */
typedef struct {
  confrec_use *uses;
  uint32_t capacity;
  uint32_t count;
} pulse_use_list;

ma_result pulse_find_uses(ma_context *context, pulse_use_list *list);

/*
 * Has the server tell when a stream comes, goes or changes: from then on `*changed` is set while pulse_hear() runs.
 * Where that cannot be had it is set at once, and each time.
 */
void pulse_tell_changes(ma_context *context, int *changed);

/* Takes what the server has told meanwhile; waits for nothing. Returns 0 when the server is gone. */
int pulse_hear(ma_context *context);

#endif
