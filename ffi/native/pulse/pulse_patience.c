/* The deadline of the call that a thread is in, and the round of a main loop that keeps it. */
#define _GNU_SOURCE /* dladdr(), RTLD_NOLOAD */

#include "pulse_patience.h"

#include "../confrec_audio.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <string.h>

/* The words for it are in device_trouble.ts. */
#define PULSE_PATIENCE_NS 5e9

typedef int (*pulse_iterate_function)(void *loop, int block, int *result);
typedef int (*pulse_prepare_function)(void *loop, int timeout_us);
typedef int (*pulse_step_function)(void *loop);
typedef void (*pulse_quit_function)(void *loop, int result);

/* The library's own functions; the same for all contexts of the process. */
static _Atomic(pulse_iterate_function) pulse_real_iterate;
static _Atomic(pulse_prepare_function) pulse_real_prepare;
static _Atomic(pulse_step_function) pulse_real_poll;
static _Atomic(pulse_step_function) pulse_real_dispatch;
static _Atomic(pulse_quit_function) pulse_real_quit;

/* What dlsym() gives is data to the C standard and a function to POSIX. */
#define PULSE_FUNCTION(type, symbol) (((union { void *data; type function; }){.data = (symbol)}).function)

/* Of the call that this thread is in; 0 outside of calls. */
static _Thread_local double pulse_deadline_ns;
static _Thread_local int pulse_gave_up;

void pulse_be_patient(void) {
  pulse_deadline_ns = confrec_now_ns() + PULSE_PATIENCE_NS;
  pulse_gave_up = 0;
}

int pulse_end_patience(void) {
  pulse_deadline_ns = 0;
  return pulse_gave_up;
}

/* One round of a main loop, as the library's own does it. A loop that has quit fails at once. */
static int pulse_iterate(void *loop, int block, int *result) {
  double left_ns;
  int done;
  if (!block || pulse_deadline_ns == 0) return atomic_load(&pulse_real_iterate)(loop, block, result);
  left_ns = pulse_deadline_ns - confrec_now_ns();
  if (left_ns <= 0) {
    pulse_gave_up = 1;
    atomic_load(&pulse_real_quit)(loop, 0);
    return -1;
  }
  done = atomic_load(&pulse_real_prepare)(loop, (int)(left_ns / 1e3) + 1);
  if (done >= 0) done = atomic_load(&pulse_real_poll)(loop);
  if (done >= 0) done = atomic_load(&pulse_real_dispatch)(loop);
  return done;
}

/*
 * Nothing of PulseAudio's library is unloaded again: a thread that has used it runs its code once more when it ends, and
 * that may be while another thread closes the last context.
 */
static void pulse_pin(void *function) {
  Dl_info info;
  if (dladdr(function, &info) != 0) dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

void *confrec_find_symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  void *prepare, *poll, *dispatch, *quit;
  pulse_iterate_function ours = pulse_iterate;
  if (found == NULL || strcmp(name, "pa_mainloop_iterate") != 0) return found;
  pulse_pin(found);
  prepare = dlsym(library, "pa_mainloop_prepare");
  poll = dlsym(library, "pa_mainloop_poll");
  dispatch = dlsym(library, "pa_mainloop_dispatch");
  quit = dlsym(library, "pa_mainloop_quit");
  if (prepare == NULL || poll == NULL || dispatch == NULL || quit == NULL) return found;
  atomic_store(&pulse_real_iterate, PULSE_FUNCTION(pulse_iterate_function, found));
  atomic_store(&pulse_real_prepare, PULSE_FUNCTION(pulse_prepare_function, prepare));
  atomic_store(&pulse_real_poll, PULSE_FUNCTION(pulse_step_function, poll));
  atomic_store(&pulse_real_dispatch, PULSE_FUNCTION(pulse_step_function, dispatch));
  atomic_store(&pulse_real_quit, PULSE_FUNCTION(pulse_quit_function, quit));
  memcpy(&found, &ours, sizeof found);
  return found;
}
