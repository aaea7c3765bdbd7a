/*
 * How long a sound server is waited for. PulseAudio's library gives up after 30 s, in which the calling thread can do
 * nothing else: neither open another device nor end the recording. Here each call of our interface has a deadline of its
 * own, for the thread that makes it.
 *
 * All of miniaudio's waiting goes through pa_mainloop_iterate(). miniaudio_impl.c has it load ours in its place, which
 * looks at the deadline; then the main loop is made to quit, so that no answer can reach a caller that has gone.
 *
 * The audio threads have no deadline: what is lost there the watchdog finds. Compiled only on Linux.
 */
#ifndef CONFREC_PULSE_PATIENCE_H
#define CONFREC_PULSE_PATIENCE_H

/* From now on this thread waits until its deadline and no longer. */
void pulse_be_patient(void);

/* Ends what pulse_be_patient() began; returns whether the server took too long. */
int pulse_end_patience(void);

/* dlsym() for miniaudio: ours where there is one. */
void *confrec_find_symbol(void *library, const char *name);

#endif
