/** The command line that finishes what a session left. */
import { type Spool, TRACK_NAMES } from "../capture/spool.ts";
import { isThere } from "./folders.ts";
import { flagOf, type OptionName, SOUND_OPTION_NAMES, type SoundOptions } from "./options.ts";

/**
 * A line that can be copied into a shell; it makes of the stems what the session would have made.
 *
 * @param given the options that were given; the others have their defaults again
 */
export function recoveryCommand(
  spool: Pick<Spool, "stemPath">,
  out: string,
  options: SoundOptions,
  given: ReadonlySet<OptionName>,
): string {
  const words = ["confrec", "mix"];
  for (const track of TRACK_NAMES) {
    if (isThere(spool.stemPath(track))) words.push(flagOf(track), spool.stemPath(track));
  }
  words.push("--out", out);
  for (const name of SOUND_OPTION_NAMES) {
    if (!given.has(name)) continue;
    words.push(flagOf(name), valueText(name, options));
  }
  if (isThere(out)) words.push("--force");
  return words.map((word) => quoted(word)).join(" ");
}

/** The value as it would be typed. */
function valueText(name: keyof SoundOptions, options: SoundOptions) {
  if (name === "bitrate") return `${options.bitrate}k`;
  if (name === "gate" && typeof options.gate === "number") return `${options.gate}dB`;
  return String(options[name]);
}

/** A word as shells want it: in quotes when it holds anything but harmless characters. */
export function quoted(word: string, os: typeof Deno.build.os = Deno.build.os): string {
  if (/^[\w./:@%+=,\\-]+$/.test(word) && (os === "windows" || !word.includes("\\"))) return word;
  return os === "windows" ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
