/*
 * What a monitor plays: the frames of a tap, as late as it must be and no later. A microphone and an output have two clocks
 * and two lengths of block. So the follower looks at how much was left over after each block that it played: the least of
 * it in half a second is what could be done without. It is kept at a few milliseconds by playing up to half a percent
 * faster or slower, which nobody hears. Where nothing is left, what was heard fades, and begins anew when there is enough;
 * then a little more is kept than before.
 *
 * Everything but follower_init() is for the audio thread; the level alone may be set by others.
 */
#ifndef CONFREC_FOLLOWER_H
#define CONFREC_FOLLOWER_H

#include "tap.h"

#include <stdatomic.h>
#include <stdint.h>

typedef struct {
  tap *from;
  _Atomic float wanted_gain; /* what it is to be played at; set by anybody */
  _Atomic uint64_t missing;  /* frames for which there was nothing to play, once it had begun */

  int plays;        /* else it waits until there is enough */
  double place;     /* of the next frame, between the second and the third of those that wait: 0 to 1 */
  double speed;     /* frames taken for each that is played */
  double spare;     /* frames that are to be left over */
  double least;     /* that were left over, in this window */
  double window;    /* frames until its end */
  float gain;       /* now, on its way to the one that is wanted */
  float gain_step;  /* for each frame, at full scale */
  float last;       /* what was played last */
  float tail;       /* what is left of it after a break */
  float tail_decay; /* for each frame */
} follower;

/* Begins with nothing heard. `gain` is a factor. */
void follower_init(follower *f, tap *from, float gain);

/* The next frames of one channel each; zeros where there is nothing. */
void follower_play(follower *f, float *samples, uint32_t frames);

#endif
