/*
 * miniaudio's implementation, alone in its translation unit so that our own files can be held to stricter warnings.
 *
 * Its assertions are compiled out: some of them can be reached by a device that stops by itself while it is being
 * stopped, and abort() would end the recording of the other track as well.
 */
#define MA_ASSERT(condition) ((void)0)

/* What miniaudio loads of PulseAudio goes through our hands first; see pulse_patience.h. */
#if defined(__linux__)
#include "pulse/pulse_patience.h"

#include <dlfcn.h>
#define dlsym confrec_find_symbol
#endif

#define MINIAUDIO_IMPLEMENTATION
#include "miniaudio_config.h"
