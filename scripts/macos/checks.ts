/** Pieces of C that the declarations for macOS must take as they are, and must refuse with one word wrong. */
import {
  BLOCK_FIELDS,
  DEVICE_BYTES,
  ERROR_BYTES,
  STATUS_FIELDS,
  USE_BYTES,
} from "../../ffi/symbols.ts";

/** One such piece. */
export interface Check {
  /** What it proves. Pieces that are none of our code prove that the declarations refuse a mistake, and no more. */
  readonly name: string;
  readonly code: string;
  /** What stands in the code, and what is put in its place. */
  readonly wrong: readonly [right: string, wrong: string];
  /** What the compiler says of that. */
  readonly complaint: RegExp;
}

const DOUBLE_BYTES = 8;

/** `sizeof(confrec_…)`, as Deno has to know it. */
const SIZES = {
  confrec_error: ERROR_BYTES,
  confrec_device: DEVICE_BYTES,
  confrec_use: USE_BYTES,
  confrec_status: STATUS_FIELDS * DOUBLE_BYTES,
  confrec_block: BLOCK_FIELDS * DOUBLE_BYTES,
};

/** Those that need no miniaudio. */
export const CHECKS: readonly Check[] = [
  {
    name: "a wrong call of Apple's C library is refused",
    code: `#include <mach/mach_time.h>
int ask(mach_timebase_info_data_t *base) { return mach_timebase_info(base); }`,
    wrong: ["info(base)", "info(*base)"],
    complaint: /passing 'mach_timebase_info_data_t'.*to parameter of incompatible type/,
  },
  {
    name: "a call of a function newer than the oldest macOS is refused",
    code: `#include <unistd.h>
long ask(int file, char *text) { return read(file, text, 1); }`,
    wrong: ["read(", "freadlink("],
    complaint: /'freadlink' is only available on macOS 13.0 or newer/,
  },
  {
    name: "a wrong call of CoreAudio is refused",
    code: `#include <CoreAudio/CoreAudio.h>
OSStatus ask(const AudioObjectPropertyAddress *what, UInt32 *bytes) {
  return AudioObjectGetPropertyDataSize(kAudioObjectSystemObject, what, 0, 0, bytes);
}`,
    wrong: ["what, 0, 0, bytes", "what, 0, bytes"],
    complaint: /too few arguments/,
  },
  {
    name: "a listener that would write to what CoreAudio gives it is refused",
    code: `#include <CoreAudio/CoreAudio.h>
OSStatus hear(AudioObjectID id, UInt32 n, const AudioObjectPropertyAddress *what, void *data);
AudioObjectPropertyListenerProc listener = hear;`,
    wrong: ["const AudioObject", "AudioObject"],
    complaint: /incompatible function pointer types/,
  },
  {
    name: "a wrong size of AudioToolbox's structures is refused",
    code: `#include <AudioToolbox/AudioToolbox.h>
_Static_assert(sizeof(AudioStreamBasicDescription) == 40, "size");
_Static_assert(sizeof(AudioTimeStamp) == 64, "size");`,
    wrong: ["40", "44"],
    complaint: /static assertion failed/,
  },
  {
    name: "wrong letters of CoreAudio's constants are refused",
    code: `#include <AudioToolbox/AudioToolbox.h>
_Static_assert(kAudioHardwarePropertyDefaultInputDevice == 'dIn ', "letters");`,
    wrong: ["dIn ", "dInp"],
    complaint: /static assertion failed/,
  },
  {
    name: "the library's structures have the sizes that Deno expects",
    code: `#include "confrec_audio.h"
${
      Object.entries(SIZES).map(([name, bytes]) =>
        `_Static_assert(sizeof(${name}) == ${bytes}, "${name}");`
      ).join("\n")
    }`,
    wrong: ["sizeof(confrec_use)", "sizeof(confrec_use *)"],
    complaint: /confrec_use/,
  },
];

/**
 * miniaudio finds the frameworks' functions by their names while it runs, and calls them as types of its own: no compiler
 * sees both. Here it does.
 *
 * @param names those functions
 */
export function pointerCheck(names: readonly string[]): Check {
  const compared = names.map((name) => `ma_${name}_proc check_${name} = ${name};`);
  return {
    name: "functions of frameworks that miniaudio finds by name have the types it takes them for",
    code: `#define MINIAUDIO_IMPLEMENTATION
#include "miniaudio_config.h"
${compared.join("\n")}`,
    wrong: [" = AudioUnitRender;", " = AudioUnitInitialize;"],
    complaint: /incompatible function pointer types/,
  };
}
