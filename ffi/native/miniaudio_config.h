/*
 * The one place where miniaudio is included. The switches below decide what ma_context and ma_device look like in
 * memory, so all files must see the same ones.
 *
 * Only the system's own sound interface is built in, plus the null backend, which plays into nothing: it is there for
 * tests, must be asked for by name, and is never chosen because nothing else was found.
 */
#ifndef CONFREC_MINIAUDIO_CONFIG_H
#define CONFREC_MINIAUDIO_CONFIG_H

#define MA_ENABLE_ONLY_SPECIFIC_BACKENDS
#define MA_ENABLE_PULSEAUDIO
#define MA_ENABLE_ALSA
#define MA_ENABLE_WASAPI
#define MA_ENABLE_COREAUDIO
#define MA_ENABLE_NULL

#define MA_NO_DECODING
#define MA_NO_ENCODING
#define MA_NO_GENERATION
#define MA_NO_RESOURCE_MANAGER
#define MA_NO_NODE_GRAPH
#define MA_NO_ENGINE

#include <miniaudio.h>

#endif
