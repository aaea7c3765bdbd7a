/* From miniaudio's result codes, and what its backends say, to our errors. */
#ifndef CONFREC_REPORT_H
#define CONFREC_REPORT_H

#include "confrec_audio.h"
#include "miniaudio_config.h"

/* Begins a function that reports errors: until report_end() the backend's own words are collected into its error. */
void report_begin(confrec_error *error);

/* Ends what report_begin() began; `kind` overrides what `result` would mean, unless it is CONFREC_OK. */
int32_t report_end(confrec_error *error, ma_result result, int32_t kind);

/* For miniaudio's log. */
void report_log(void *user, ma_uint32 level, const char *message);

#endif
