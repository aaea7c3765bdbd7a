/*
 * The whole library on miniaudio's null backend, which calls back in real time and hears zeros: errors, life cycle, and
 * that what is read is what the status counts. Built with sanitizers and run by scripts/test_native.ts.
 */
#include "../../ffi/native/confrec_audio.h"
#include "check.h"

#include <string.h>
#include <time.h>

static void sleep_ms(long ms) {
  struct timespec time = {0, ms * 1000000};
  nanosleep(&time, NULL);
}

static void accepts_null_everywhere(void) {
  confrec_error error;
  confrec_device device;
  confrec_status status;
  confrec_block block;
  float samples[2];
  uint8_t place;

  CHECK(confrec_context_open("null", NULL, NULL) == NULL);
  confrec_context_close(NULL);
  confrec_context_backend(NULL, NULL, 0);
  CHECK(confrec_context_scan(NULL, &error) == -1);
  CHECK(confrec_context_device(NULL, 0, &device) == CONFREC_FAILED);
  CHECK(confrec_context_default(NULL, CONFREC_INPUT, &device, &error) == CONFREC_FAILED);
  CHECK(confrec_context_find(NULL, CONFREC_INPUT, "", &device, &error) == CONFREC_FAILED);
  CHECK(confrec_context_streaming(NULL, 0, &device) == CONFREC_FAILED);
  CHECK(confrec_stream_places(NULL, &place, 1) == 0);
  CHECK(confrec_capture_open(NULL, CONFREC_CAPTURE_INPUT, NULL, 12, 0, 0, &error) == NULL);
  CHECK(error.kind == CONFREC_FAILED);
  CHECK(confrec_capture_open(NULL, CONFREC_CAPTURE_INPUT, NULL, 12, 0, 0, NULL) == NULL);
  CHECK(confrec_silence_open(NULL, NULL, &error) == NULL);
  CHECK(confrec_monitor_open(NULL, NULL, NULL, 1, &error) == NULL);
  CHECK(error.kind == CONFREC_FAILED);
  CHECK(confrec_monitor_open(NULL, NULL, NULL, 1, NULL) == NULL);
  confrec_monitor_gain(NULL, 1);
  CHECK(confrec_stream_device(NULL, &device) == CONFREC_FAILED);
  CHECK(confrec_stream_start(NULL, &error) == CONFREC_FAILED);
  CHECK(confrec_stream_stop(NULL, &error) == CONFREC_FAILED);
  CHECK(confrec_stream_read(NULL, samples, 1, &block) == 0);
  confrec_stream_status(NULL, &status);
  CHECK(status.state == CONFREC_STOPPED && status.delivered == 0);
  confrec_stream_status(NULL, NULL);
  confrec_stream_close(NULL);
}

static void tells_why_something_does_not_open(void) {
  confrec_error error;
  confrec_context *context;

  CHECK(confrec_context_open("gramophone", "", &error) == NULL);
  CHECK(error.kind == CONFREC_UNSUPPORTED && error.text[0] != 0);
  context = confrec_context_open("null", "", &error);
  CHECK(context != NULL && error.kind == CONFREC_OK && error.text[0] == 0);
  CHECK(confrec_capture_open(context, CONFREC_CAPTURE_INPUT, "not there", 12, 0, 0, &error) == NULL);
  CHECK(error.kind == CONFREC_MISSING && error.text[0] != 0);
  CHECK(confrec_capture_open(context, CONFREC_CAPTURE_INPUT, "", 0, 0, 0, &error) == NULL);
  CHECK(error.kind == CONFREC_FAILED);
  CHECK(confrec_capture_open(context, CONFREC_CAPTURE_INPUT, "", 0.0 / 0.0, 0, 0, &error) == NULL);
  CHECK(error.kind == CONFREC_FAILED);
  confrec_context_close(context);
}

static void lists_the_devices_of_the_null_backend(void) {
  confrec_error error;
  confrec_device device;
  char text[8];
  confrec_context *context = confrec_context_open("null", NULL, &error);

  confrec_context_backend(context, text, sizeof text);
  CHECK(strcmp(text, "Null") == 0);
  CHECK(confrec_context_scan(context, &error) == 2);
  CHECK(confrec_context_device(context, 0, &device) == CONFREC_OK);
  CHECK(device.direction == CONFREC_INPUT && device.is_default && !device.is_monitor && device.name[0] != 0);
  CHECK(confrec_context_device(context, 1, &device) == CONFREC_OK);
  CHECK(device.direction == CONFREC_OUTPUT);
  CHECK(confrec_context_device(context, 2, &device) == CONFREC_MISSING);
  CHECK(confrec_context_default(context, CONFREC_OUTPUT, &device, &error) == CONFREC_OK);
  CHECK(device.is_default && device.direction == CONFREC_OUTPUT);
  CHECK(confrec_context_playing(context, device.id, &device) == CONFREC_MISSING); /* it has no meters */
  CHECK(confrec_context_playing(NULL, "", &device) == CONFREC_FAILED);
  CHECK(confrec_context_streaming(context, 0, &device) == CONFREC_MISSING);
  CHECK(confrec_context_find(context, CONFREC_OUTPUT, "not there", &device, &error) == CONFREC_MISSING);
  CHECK(confrec_context_find(context, CONFREC_OUTPUT, device.id, &device, &error) == CONFREC_OK);
  CHECK(device.direction == CONFREC_OUTPUT && !device.is_muted);
  confrec_context_close(context);
}

static double state_of(confrec_stream *stream) {
  confrec_status status;
  confrec_stream_status(stream, &status);
  return status.state;
}

static void captures_until_it_is_stopped_and_counts_every_frame(void) {
  static float samples[48000 * 8];
  confrec_error error;
  confrec_device device;
  confrec_status status;
  confrec_block block;
  confrec_context *context = confrec_context_open("null", NULL, &error);
  confrec_stream *stream = confrec_capture_open(context, CONFREC_CAPTURE_INPUT, NULL, 12, 10, 4, &error);
  confrec_stream *silence = confrec_silence_open(context, NULL, &error);
  double read = 0;
  uint32_t frames;
  int i;

  CHECK(stream != NULL && silence != NULL);
  CHECK(confrec_stream_device(stream, &device) == CONFREC_OK);
  CHECK(device.rate_hz > 0 && device.channels > 0 && device.channels <= 8);
  CHECK(state_of(stream) == CONFREC_STOPPED);
  CHECK(confrec_stream_start(stream, &error) == CONFREC_OK);
  CHECK(confrec_stream_start(silence, &error) == CONFREC_OK);
  CHECK(state_of(stream) == CONFREC_RUNNING);
  for (i = 0; i < 500 && read < device.rate_hz / 5; i++) {
    sleep_ms(10);
    while ((frames = confrec_stream_read(stream, samples, 48000, &block)) > 0) {
      CHECK(block.position == read);
      CHECK(block.host_ns > 0 && block.host_ns <= confrec_now_ns());
      CHECK(samples[0] == 0);
      read += frames;
    }
  }
  CHECK(read >= device.rate_hz / 5);
  CHECK(confrec_stream_stop(stream, &error) == CONFREC_OK);
  CHECK(state_of(stream) == CONFREC_STOPPED);
  CHECK(confrec_stream_start(stream, &error) == CONFREC_FAILED); /* once only */
  CHECK(confrec_stream_stop(stream, &error) == CONFREC_OK);      /* any number of times */
  while ((frames = confrec_stream_read(stream, samples, 48000, &block)) > 0) read += frames;
  confrec_stream_status(stream, &status);
  CHECK(status.delivered == read && status.dropped == 0 && status.last_ns > 0);

  confrec_stream_status(silence, &status);
  CHECK(status.state == CONFREC_RUNNING && status.dropped == 0);
  CHECK(confrec_stream_read(silence, samples, 1, &block) == 0);
  confrec_stream_close(silence); /* while it runs */
  confrec_stream_close(stream);
  confrec_context_close(context);
}

/* Opened and closed while the microphone runs, and each of them closed before the other. */
static void plays_what_is_captured(void) {
  confrec_error error;
  confrec_status status;
  confrec_context *context = confrec_context_open("null", NULL, &error);
  confrec_stream *silence = confrec_silence_open(context, NULL, &error);
  int round;

  for (round = 0; round < 2; round++) {
    confrec_stream *stream = confrec_capture_open(context, CONFREC_CAPTURE_INPUT, NULL, 12, 10, 4, &error);
    confrec_stream *monitor = confrec_monitor_open(context, stream, "not there", 1, &error);
    CHECK(monitor == NULL && error.kind == CONFREC_MISSING);
    CHECK(confrec_stream_start(stream, &error) == CONFREC_OK);
    CHECK(confrec_monitor_open(context, silence, NULL, 1, &error) == NULL && error.kind == CONFREC_FAILED);
    monitor = confrec_monitor_open(context, stream, NULL, 0.5, &error);
    CHECK(monitor != NULL && error.kind == CONFREC_OK);
    CHECK(confrec_monitor_open(context, stream, NULL, 1, &error) == NULL && error.kind == CONFREC_BUSY);
    CHECK(confrec_stream_start(monitor, &error) == CONFREC_OK);
    sleep_ms(200);
    confrec_monitor_gain(monitor, 2);
    confrec_stream_close(monitor);
    monitor = confrec_monitor_open(context, stream, NULL, 1, &error);
    CHECK(confrec_stream_start(monitor, &error) == CONFREC_OK);
    sleep_ms(200);
    confrec_stream_status(monitor, &status);
    CHECK(status.state == CONFREC_RUNNING && status.delivered > 0);
    confrec_monitor_gain(stream, 2); /* not a monitor */
    if (round == 0) confrec_stream_close(monitor);
    confrec_stream_close(stream);
    if (round == 1) sleep_ms(50);
    if (round == 1) confrec_stream_close(monitor);
  }
  confrec_stream_close(silence);
  confrec_context_close(context);
}

static void counts_what_nobody_reads(void) {
  static float samples[48000];
  confrec_error error;
  confrec_status status;
  confrec_block block;
  confrec_context *context = confrec_context_open("null", NULL, &error);
  confrec_stream *stream = confrec_capture_open(context, CONFREC_CAPTURE_INPUT, NULL, 0.05, 10, 4, &error);
  double read = 0;
  uint32_t frames;
  int i;

  CHECK(confrec_stream_start(stream, &error) == CONFREC_OK);
  for (i = 0, status.dropped = 0; i < 500 && status.dropped == 0; i++) {
    sleep_ms(10);
    confrec_stream_status(stream, &status);
  }
  CHECK(status.dropped > 0);
  CHECK(confrec_stream_stop(stream, &error) == CONFREC_OK);
  while ((frames = confrec_stream_read(stream, samples, 4096, &block)) > 0) read += frames;
  confrec_stream_status(stream, &status);
  CHECK(read > 0 && read + status.dropped == status.delivered);
  confrec_stream_close(stream);
  confrec_context_close(context);
}

static void clock_goes_forward(void) {
  double before = confrec_now_ns();
  sleep_ms(2);
  CHECK(confrec_now_ns() - before >= 2e6);
}

int main(void) {
  char version[16];
  CHECK(confrec_abi_version() == CONFREC_ABI);
  confrec_miniaudio_version(version, sizeof version);
  CHECK(strncmp(version, "0.11.", 5) == 0);
  confrec_miniaudio_version(version, 3);
  CHECK(strcmp(version, "0.") == 0);

  accepts_null_everywhere();
  tells_why_something_does_not_open();
  lists_the_devices_of_the_null_backend();
  captures_until_it_is_stopped_and_counts_every_frame();
  plays_what_is_captured();
  counts_what_nobody_reads();
  clock_goes_forward();
  return check_result();
}
