/** Headers of Apple's frameworks with what miniaudio uses of them: Apple's own stay on Apple's machines, by their licence. */
import { join } from "node:path";
import type { Declaration } from "./read_pascal.ts";
import { writeDeclarations } from "./write_declarations.ts";

/** Those that miniaudio includes. */
const HEADERS = ["CoreAudio", "AudioToolbox"];

/** Where miniaudio's code for CoreAudio begins and ends. */
const BEGIN = "#ifdef MA_HAS_COREAUDIO\n#include <TargetConditionals.h>";
const END = "#endif  /* MA_HAS_COREAUDIO */";

/** How names of frameworks begin: other words of the code may be names of Pascal, too. */
const FRAMEWORKS = /^(k[A-Z]|Audio|AU|CF)/;

/** Newer than what Free Pascal has: a type of its own for what is a UInt32, a new name, a macro that is a function. */
const NEWER = `typedef UInt32 AudioChannelBitmap;
enum { kAudioObjectPropertyElementMain = kAudioObjectPropertyElementMaster };
static inline UInt32 AudioChannelLayoutTag_GetNumberOfChannels(AudioChannelLayoutTag tag) { return tag & 0xFFFF; }
`;

/**
 * Writes the headers.
 *
 * @param found what the frameworks declare
 * @param miniaudio miniaudio's header
 * @param folder where they go
 * @returns the names that miniaudio uses
 * @throws {Error} when one of them cannot be declared
 */
export async function writeFrameworkHeaders(
  found: ReadonlyMap<string, readonly Declaration[]>,
  miniaudio: string,
  folder: string,
): Promise<string[]> {
  const names = frameworkNames(miniaudio).filter((name) => found.has(name));
  const declarations = `#pragma once\n${writeDeclarations(found, names)}${NEWER}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "declarations.h"), declarations);
  for (const header of HEADERS) {
    await Deno.mkdir(join(folder, header), { recursive: true });
    await Deno.writeTextFile(join(folder, header, `${header}.h`), "#include <declarations.h>\n");
  }
  return names;
}

/** The functions that miniaudio finds by their names while it runs, for each of which it has a type of its own. */
export function calledByName(miniaudio: string): string[] {
  const types = coreAudioPart(miniaudio).matchAll(/^typedef [^;]*\(\s*\*\s*ma_(\w+)_proc\)/gm);
  return [...types].map(([, name = ""]) => name);
}

/** All words of miniaudio's code for CoreAudio that look like a framework's. */
function frameworkNames(miniaudio: string): string[] {
  const words = coreAudioPart(miniaudio).match(/\b[A-Za-z]\w*\b/g) ?? [];
  return [...new Set(words)].filter((word) => FRAMEWORKS.test(word));
}

function coreAudioPart(miniaudio: string): string {
  const [begin, end] = [miniaudio.indexOf(BEGIN), miniaudio.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("Cannot find miniaudio's code for CoreAudio");
  return miniaudio.slice(begin, end);
}
