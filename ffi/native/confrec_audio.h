/*
 * The C interface of confrec's native library: contexts, devices, capture streams, and streams that play
 * silence or what a capture stream hears.
 *
 * Conventions
 *  - Text is UTF-8, ended by 0. An empty id, or a null one, means "the default device".
 *  - A "frame" is one sample for each channel. Times are nanoseconds of confrec_now_ns(), as doubles: exact to 1 ns for
 *    the first 104 days of uptime and to 2 ns for the next 104.
 *  - Functions accept null handles: they then do nothing and return 0, null, or CONFREC_FAILED.
 *  - A context and its streams belong to one thread at a time. Two threads use two contexts.
 *  - A context must outlive its streams.
 *
 * CONFREC_ABI changes whenever a signature or the layout of a structure does; ffi/audio_library.ts holds the same number.
 */
#ifndef CONFREC_AUDIO_H
#define CONFREC_AUDIO_H

#include <stdint.h>

#if defined(_WIN32)
#define CONFREC_API __declspec(dllexport)
#else
#define CONFREC_API __attribute__((visibility("default")))
#endif

#define CONFREC_ABI 6

enum confrec_kind {
  CONFREC_OK = 0,
  CONFREC_BUSY = 1,        /* another program holds the device */
  CONFREC_GONE = 2,        /* the device or the sound server went away */
  CONFREC_DENIED = 3,      /* the system or the person does not allow access */
  CONFREC_UNSUPPORTED = 4, /* the device or the system cannot do this */
  CONFREC_MISSING = 5,     /* no such device, or no sound server */
  CONFREC_FAILED = 6,      /* anything else */
  CONFREC_HUNG = 7         /* the sound server took too long to answer */
};

enum confrec_direction { CONFREC_INPUT = 0, CONFREC_OUTPUT = 1 };
enum confrec_capture_kind { CONFREC_CAPTURE_INPUT = 0, CONFREC_CAPTURE_LOOPBACK = 1 };
enum confrec_state { CONFREC_STOPPED = 0, CONFREC_RUNNING = 1, CONFREC_LOST = 2 };

/* Why something failed. `result` is miniaudio's ma_result; `text` is its description and what the backend said. */
typedef struct {
  int32_t kind;
  int32_t result;
  char text[248];
} confrec_error;

/* A device. rate_hz and channels are what the system runs it at, and 0 where it does not say. */
typedef struct {
  char id[256];
  char name[256];
  int32_t direction;
  int32_t is_default;
  int32_t is_monitor; /* an input that hears an output: a PulseAudio monitor */
  int32_t rate_hz;
  int32_t channels;
  int32_t is_muted; /* the system has muted it, or turned it down to nothing; 0 where it does not say */
} confrec_device;

/* A stream of a program: it records, or plays. Text that nobody knows is empty. */
typedef struct {
  char program[128]; /* the name of its executable */
  char name[128];    /* what it calls itself */
  char role[32];     /* what the stream is for, as PulseAudio's media.role has it: "phone", "music", … */
  int32_t direction; /* CONFREC_INPUT: it records */
  int32_t pid;       /* 0 where nobody knows */
  int32_t rate_hz;   /* 0 where nobody knows */
  int32_t is_running;
  int32_t hears_output; /* it records what the computer plays */
  int32_t is_program;   /* 0: the sound server's own */
} confrec_use;

/* Where a channel belongs. Those above the listener count for those below them. */
enum confrec_place {
  CONFREC_PLACE_UNKNOWN = 0, /* an auxiliary channel, or one that nobody has said anything about */
  CONFREC_PLACE_LEFT = 1,
  CONFREC_PLACE_RIGHT = 2,
  CONFREC_PLACE_CENTRE = 3, /* also of what has one channel only */
  CONFREC_PLACE_EFFECTS = 4,
  CONFREC_PLACE_SURROUND_LEFT = 5, /* at the side or behind */
  CONFREC_PLACE_SURROUND_RIGHT = 6,
  CONFREC_PLACE_SURROUND_CENTRE = 7
};

/* All counts are frames since the stream was opened. */
typedef struct {
  double state;       /* confrec_state */
  double delivered;   /* frames that the device handed over, with the dropped ones */
  double dropped;     /* frames that did not fit into the ring; of a monitor, those for which there was nothing to play */
  double last_ns;     /* time of the last callback, 0 before the first */
  double reroutes;    /* how often the system moved the stream to another device */
  double muted;       /* 1 while the sound server has muted this very stream, or turned it down to nothing */
} confrec_status;

/* Where a block that was read stands. */
typedef struct {
  double position; /* frames that the device handed over before this block, with the dropped ones */
  double host_ns;  /* when the block's last frame was handed over */
  double cycle;    /* frames of PipeWire's, of which whole ones are lost: 1 as long as it is not known; 0 elsewhere */
} confrec_block;

typedef struct confrec_context confrec_context;
typedef struct confrec_stream confrec_stream;

CONFREC_API uint32_t confrec_abi_version(void);
CONFREC_API void confrec_miniaudio_version(char *text, uint32_t size);

/*
 * The host clock. It counts while the machine sleeps: CLOCK_BOOTTIME on Linux, the performance counter on Windows,
 * mach_continuous_time on macOS.
 */
CONFREC_API double confrec_now_ns(void);

/*
 * Opens the system's sound interface. `backend` is empty for the system's own, else "pulseaudio", "alsa", "wasapi",
 * "coreaudio" or "null". `server` is the address of a PulseAudio server, empty for the one that the environment names.
 * Returns null, and says why in `error`, when there is none. May block while connecting.
 */
CONFREC_API confrec_context *confrec_context_open(const char *backend, const char *server, confrec_error *error);
CONFREC_API void confrec_context_close(confrec_context *context);
CONFREC_API void confrec_context_backend(const confrec_context *context, char *text, uint32_t size);

/* Lists the devices anew and returns how many there are, or -1 with the reason in `error`. */
CONFREC_API int32_t confrec_context_scan(confrec_context *context, confrec_error *error);
/* Copies device `index` of the last scan; returns a confrec_kind. */
CONFREC_API int32_t confrec_context_device(confrec_context *context, uint32_t index, confrec_device *device);
/* Copies what the default device of a direction is at this moment; returns a confrec_kind. Cheaper than a scan. */
CONFREC_API int32_t confrec_context_default(confrec_context *context, int32_t direction, confrec_device *device,
                                            confrec_error *error);
/* Copies what is known at this moment about one device, by its id; returns a confrec_kind. Cheaper than a scan. */
CONFREC_API int32_t confrec_context_find(confrec_context *context, int32_t direction, const char *id,
                                         confrec_device *device, confrec_error *error);
/*
 * Copies which output plays at this moment: the one with the id `preferred` if it does, else the loudest of the others.
 * Returns CONFREC_MISSING when none does, and on all systems but Windows, which alone has meters for outputs that
 * nobody records.
 */
CONFREC_API int32_t confrec_context_playing(confrec_context *context, const char *preferred, confrec_device *device);
/*
 * Copies output `index` of those that a program other than confrec has a running stream on, from 0; whether anything is
 * to be heard of it is not known. Returns CONFREC_MISSING behind the last one, and where there is no PulseAudio.
 */
CONFREC_API int32_t confrec_context_streaming(confrec_context *context, uint32_t index, confrec_device *device);
/*
 * Lists who records at this moment, and where PulseAudio is, who plays; confrec's own streams too. Copies at most
 * `capacity` of them and returns how many there are, or -1 with the reason in `error`: CONFREC_UNSUPPORTED where the
 * system does not tell, as ALSA and Core Audio do not.
 */
CONFREC_API int32_t confrec_context_uses(confrec_context *context, confrec_use *uses, uint32_t capacity,
                                         confrec_error *error);
/*
 * Whether that list may be another one since it was asked for; waits for nothing. Always 1 where the system does not say,
 * or its server is gone.
 */
CONFREC_API int32_t confrec_context_changed(confrec_context *context);

/*
 * Opens a device for capture at its own rate, with its own channels in its own order; nothing is resampled or mixed. The
 * stream begins unmuted, whatever the sound server remembers of an earlier one.
 * CONFREC_CAPTURE_LOOPBACK takes the id of an output and hears what it plays. `buffer_seconds` is the length of the
 * ring; 0 for `period_ms` or `periods` means the default. Returns null with the reason in `error`.
 */
CONFREC_API confrec_stream *confrec_capture_open(confrec_context *context, int32_t kind, const char *id,
                                                 double buffer_seconds, uint32_t period_ms, uint32_t periods,
                                                 confrec_error *error);
/* Opens an output on which silence is played, so that its loopback keeps running. */
CONFREC_API confrec_stream *confrec_silence_open(confrec_context *context, const char *id, confrec_error *error);

/*
 * Opens an output on which the frames of `capture` are played as soon as they come, as the mean of their channels: the
 * audio thread of the one hands them to that of the other. What is recorded does not change. `gain` is a factor, 0 for
 * silence. A capture stream has one monitor at a time; CONFREC_BUSY for another. Either may be closed first.
 */
CONFREC_API confrec_stream *confrec_monitor_open(confrec_context *context, confrec_stream *capture, const char *id,
                                                 double gain, confrec_error *error);
/* Changes the gain of a monitor, within 5 ms; for other streams it does nothing. */
CONFREC_API void confrec_monitor_gain(confrec_stream *monitor, double gain);

/* The device that was opened, with the rate and the channels that are delivered. */
CONFREC_API int32_t confrec_stream_device(const confrec_stream *stream, confrec_device *device);
/* Copies the confrec_place of each channel, at most `capacity` of them, and returns how many channels there are. */
CONFREC_API uint32_t confrec_stream_places(const confrec_stream *stream, uint8_t *places, uint32_t capacity);
/* Starts the stream, once: after a stop, or when it was lost, another is opened. */
CONFREC_API int32_t confrec_stream_start(confrec_stream *stream, confrec_error *error);
/* Ends the callbacks; what waits in the ring can still be read. */
CONFREC_API int32_t confrec_stream_stop(confrec_stream *stream, confrec_error *error);
/*
 * Takes the next block, at most `capacity` frames, interleaved, and returns its frames; 0 when nothing waits. The
 * frames of a block are without a gap; frames that were dropped show as a jump of `position` between two blocks.
 */
CONFREC_API uint32_t confrec_stream_read(confrec_stream *stream, float *samples, uint32_t capacity,
                                         confrec_block *block);
CONFREC_API void confrec_stream_status(confrec_stream *stream, confrec_status *status);
/* Stops and frees. Does not wait for a sound server that has died or hangs. */
CONFREC_API void confrec_stream_close(confrec_stream *stream);

#endif
