/*
 * How much later than usual a block was handed over, from when its sound was captured as the system says.
 *
 * Systems differ in which instant they mean: the air, the converter, the mixer, or when they took note. So only changes
 * count: the least time between that instant and the hand-over is taken for the usual one. It may grow by 0.2 ms a
 * second, more than any clock is wrong by: a driver whose instants are counted frames, at a rate that is not quite the
 * true one, then makes no block early or late by more than a fraction of a millisecond.
 */
#ifndef CONFREC_LATENESS_H
#define CONFREC_LATENESS_H

#include <math.h>

#define LATENESS_GROWTH 200e-6
/* Instants that lie further back, or so far ahead, are wrong. */
#define LATENESS_MOST_NS 5e9
#define LATENESS_LEAST_NS (-1e9)

typedef struct {
  double usual_ns; /* from capture to hand-over */
  double host_ns;  /* of the last block; 0 before the first */
} lateness;

/*
 * host_ns: when the block was handed over; captured_ns: when its last frame was captured, by the same clock, NAN where
 * nobody knows. Returns 0 for a block that came as early as usual, and for one of which nothing is known; ns
 */
static inline double lateness_ns(lateness *l, double host_ns, double captured_ns) {
  double took_ns = host_ns - captured_ns;
  if (!(took_ns > LATENESS_LEAST_NS && took_ns < LATENESS_MOST_NS)) return 0;
  if (l->host_ns == 0) {
    l->usual_ns = took_ns;
  } else {
    double grown_ns = l->usual_ns + LATENESS_GROWTH * (host_ns - l->host_ns);
    l->usual_ns = took_ns < grown_ns ? took_ns : grown_ns;
  }
  l->host_ns = host_ns;
  return took_ns - l->usual_ns;
}

#endif
