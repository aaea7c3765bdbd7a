/* Follows a tap at its own clock: interpolates, steers how much is left over, and fades where nothing is. */
#include "follower.h"

#include <math.h>

/* Frames that an interpolation needs: one before its place, and two behind the next. */
enum { FOLLOWER_TAPS = 4 };

#define FOLLOWER_SPARE_SECONDS 0.003
/* What is added each time that nothing was left, and how far that goes. */
#define FOLLOWER_MORE_SECONDS 0.002
#define FOLLOWER_MOST_SECONDS 0.01
/* After each window in which something was left, this part of what was added is taken back: half of it in 17 s. */
#define FOLLOWER_CALM 0.02
#define FOLLOWER_WINDOW_SECONDS 0.5
/* In what time an error is removed, and how fast at most: 0.5 % is 9 cents. */
#define FOLLOWER_STEER_SECONDS 1.0
#define FOLLOWER_STEER_MOST 0.005
/* An error of more than this is removed at once. */
#define FOLLOWER_JUMP_SECONDS 0.008
#define FOLLOWER_FADE_SECONDS 0.005
#define FOLLOWER_TAIL_SECONDS 0.002

void follower_init(follower *f, tap *from, float gain) {
  f->from = from;
  atomic_init(&f->wanted_gain, gain);
  atomic_init(&f->missing, 0);
  f->plays = 0;
  f->place = 0;
  f->speed = 1;
  f->spare = FOLLOWER_SPARE_SECONDS * from->rate_hz;
  f->least = INFINITY;
  f->window = 0;
  f->gain = f->last = f->tail = 0;
  f->gain_step = (float)(1 / (FOLLOWER_FADE_SECONDS * from->rate_hz));
  f->tail_decay = (float)exp(-1 / (FOLLOWER_TAIL_SECONDS * from->rate_hz));
}

/* What comes next does not join what was played last, which fades under it. */
static void follower_break(follower *f) {
  f->tail = f->last;
  f->gain = 0;
  f->place = 0;
}

static void follower_begin_window(follower *f) {
  f->least = INFINITY;
  f->window = FOLLOWER_WINDOW_SECONDS * f->from->rate_hz;
}

/*
 * Begins to play when there is enough for this block, for as much as comes together, which may just have come, and to
 * spare. What is older than that is left out.
 */
static uint64_t follower_begin(follower *f, uint64_t consumed, uint64_t waiting, uint32_t frames) {
  uint32_t push = atomic_load_explicit(&f->from->push_frames, memory_order_relaxed);
  uint64_t enough = frames + push + (uint64_t)f->spare + FOLLOWER_TAPS;
  if (waiting < enough) return consumed;
  follower_break(f);
  follower_begin_window(f);
  f->plays = 1;
  f->speed = 1;
  return consumed + (waiting - enough);
}

/* After each block: how much was left over. Returns how many frames are to be left out. */
static uint64_t follower_steer(follower *f, double left, uint32_t frames) {
  double rate_hz = f->from->rate_hz, usual = FOLLOWER_SPARE_SECONDS * rate_hz, error, correction;
  if (left < f->least) f->least = left;
  f->window -= frames;
  if (f->window > 0) return 0;
  f->spare -= FOLLOWER_CALM * (f->spare - usual);
  error = f->least - f->spare;
  follower_begin_window(f);
  if (error > FOLLOWER_JUMP_SECONDS * rate_hz) {
    follower_break(f);
    f->speed = 1;
    return (uint64_t)error;
  }
  correction = error / (FOLLOWER_STEER_SECONDS * rate_hz);
  f->speed = 1 + fmax(-FOLLOWER_STEER_MOST, fmin(FOLLOWER_STEER_MOST, correction));
  return 0;
}

/* A cubic through the two frames around a place and their neighbours (Catmull-Rom). */
static float follower_between(const tap *t, uint64_t first, double place) {
  float y[FOLLOWER_TAPS], x = (float)place;
  int i;
  for (i = 0; i < FOLLOWER_TAPS; i++) y[i] = t->samples[(first + (uint64_t)i) % t->capacity];
  return y[1] + 0.5f * x * (y[2] - y[0] + x * (2 * y[0] - 5 * y[1] + 4 * y[2] - y[3] + x * (3 * (y[1] - y[2]) + y[3] - y[0])));
}

/* The gain of the next frame: it goes to where it is wanted within the time of a fade. */
static float follower_gain(follower *f, float wanted) {
  float step = f->gain_step * (wanted > 1 ? wanted : 1);
  if (f->gain < wanted) f->gain = f->gain + step < wanted ? f->gain + step : wanted;
  else f->gain = f->gain - step > wanted ? f->gain - step : wanted;
  return f->gain;
}

static float follower_tail(follower *f) {
  f->tail *= f->tail_decay;
  if (fabsf(f->tail) < 1e-7f) f->tail = 0;
  return f->tail;
}

void follower_play(follower *f, float *samples, uint32_t frames) {
  tap *t = f->from;
  uint64_t written = atomic_load_explicit(&t->written, memory_order_acquire);
  uint64_t consumed = atomic_load_explicit(&t->consumed, memory_order_relaxed);
  float wanted = atomic_load_explicit(&f->wanted_gain, memory_order_relaxed);
  uint32_t n = 0;

  if (!f->plays) consumed = follower_begin(f, consumed, written - consumed, frames);
  for (; f->plays && n < frames && written - consumed >= FOLLOWER_TAPS; n++) {
    float heard = follower_between(t, consumed, f->place) * follower_gain(f, wanted) + follower_tail(f);
    samples[n] = f->last = heard;
    f->place += f->speed;
    while (f->place >= 1) {
      f->place--;
      consumed++;
    }
  }
  if (f->plays && n < frames) {
    uint64_t missing = atomic_load_explicit(&f->missing, memory_order_relaxed);
    double more = f->spare + FOLLOWER_MORE_SECONDS * t->rate_hz;
    atomic_store_explicit(&f->missing, missing + (frames - n), memory_order_relaxed);
    f->spare = fmin(more, FOLLOWER_MOST_SECONDS * t->rate_hz);
    f->plays = 0;
    follower_break(f);
  } else if (f->plays) {
    consumed += follower_steer(f, (double)(written - consumed) - FOLLOWER_TAPS, frames);
  }
  for (; n < frames; n++) samples[n] = f->last = follower_tail(f);
  atomic_store_explicit(&t->consumed, consumed, memory_order_release);
}
