/*
 * Who plays and who records, asked of a PulseAudio server of our own again and again, while a stream of ours runs and
 * after it. Built with sanitizers and run by scripts/test_native.ts, which names the server.
 */
#include "../../ffi/native/confrec_audio.h"
#include "check.h"

#include <string.h>
#include <time.h>

enum { LOOKS = 100, CAPACITY = 8 };

static int32_t recorders(confrec_context *context) {
  confrec_use uses[CAPACITY];
  confrec_error error;
  int32_t i, found = 0, count = confrec_context_uses(context, uses, CAPACITY, &error);
  CHECK(count >= 0 && error.kind == CONFREC_OK);
  for (i = 0; i < count && i < CAPACITY; i++) {
    CHECK(memchr(uses[i].program, 0, sizeof uses[i].program) != NULL);
    CHECK(memchr(uses[i].name, 0, sizeof uses[i].name) != NULL);
    if (uses[i].direction == CONFREC_INPUT && uses[i].is_running && uses[i].is_program) found++;
  }
  return found;
}

static void accepts_null(confrec_context *context) {
  confrec_use use;
  confrec_error error;
  CHECK(confrec_context_uses(NULL, &use, 1, &error) == -1);
  CHECK(confrec_context_uses(context, NULL, 1, &error) == -1);
  CHECK(confrec_context_uses(context, &use, 1, NULL) == -1);
  CHECK(confrec_context_changed(NULL) == 0);
}

/* What does not fit is counted, and not written. */
static void keeps_to_its_place(confrec_context *context) {
  confrec_use uses[2];
  confrec_error error;
  memset(uses, 0x5a, sizeof uses);
  CHECK(confrec_context_uses(context, uses, 0, &error) >= 1);
  CHECK(uses[0].program[0] == 0x5a);
}

static void lists_a_stream_while_it_runs(const char *server) {
  const struct timespec pause = {0, 5000000};
  confrec_error error;
  confrec_context *context = confrec_context_open("pulseaudio", server, &error);
  confrec_context *other = confrec_context_open("pulseaudio", server, &error);
  confrec_stream *stream = confrec_capture_open(other, CONFREC_CAPTURE_INPUT, NULL, 1, 0, 0, &error);
  int i;
  CHECK(context != NULL && stream != NULL);
  if (context == NULL || stream == NULL) return;
  CHECK(recorders(context) == 0);
  accepts_null(context);
  CHECK(confrec_stream_start(stream, &error) == CONFREC_OK);
  for (i = 0; i < 400 && recorders(context) == 0; i++) nanosleep(&pause, NULL);
  CHECK(recorders(context) == 1);
  keeps_to_its_place(context);
  for (i = 0; i < LOOKS; i++) {
    (void)confrec_context_changed(context);
    CHECK(recorders(context) == 1);
  }
  confrec_stream_close(stream);
  confrec_context_close(other);
  for (i = 0; i < 400 && recorders(context) > 0; i++) nanosleep(&pause, NULL);
  CHECK(recorders(context) == 0);
  confrec_context_close(context);
}

static void says_where_nobody_can_tell(void) {
  confrec_use use;
  confrec_error error;
  confrec_context *context = confrec_context_open("null", NULL, &error);
  CHECK(confrec_context_uses(context, &use, 1, &error) == -1);
  CHECK(error.kind == CONFREC_UNSUPPORTED && error.text[0] != 0);
  CHECK(confrec_context_changed(context) == 1);
  confrec_context_close(context);
}

int main(int count, char **words) {
  says_where_nobody_can_tell();
  if (count > 1) lists_a_stream_while_it_runs(words[1]);
  return check_result();
}
