/** Whether confrec kept its promises: every outcome goes through here. */
import { MOST_LOST_MS, type Outcome } from "./fault.ts";
import type { Heard, HeardSide } from "./listening.ts";

/** Of a side that is compared with its stem so much may be silent: a word's edge. */
const SILENT_SHARE = 0.01;
/** A tone that was played all the time may be missing for so long beyond what the device was: the ends. */
const ENDS_SECONDS = 1;

/**
 * Adds what was promised in general: no more is lost than a second, and each exit code that says that there is a file was
 * checked by listening to it.
 *
 * @param heard all files that were listened to
 */
export function judged(outcome: Outcome, heard: readonly Heard[]): Outcome {
  const problems = [...outcome.problems];
  const { unnoticedMs = 0 } = outcome;
  if (outcome.lostMs > MOST_LOST_MS + unnoticedMs) problems.push(`${outcome.lostMs} ms are lost`);
  const promised = outcome.exits.filter((code) => code === 0 || code === 4);
  if (promised.length > 0 && heard.length === 0 && outcome.fileless === undefined) {
    problems.push(`ended with ${promised.join(", ")}, and nobody has listened to the file`);
  }
  for (const { file, sides } of heard) {
    for (const side of sides) {
      if (side.silentSeconds <= mostSilent(side, outcome)) continue;
      const { soundingSeconds, silentSeconds, reference } = side;
      problems.push(
        `${file}: ${side.side} is silent for ${silentSeconds} of the ${soundingSeconds} s in which it ` +
          (reference === "stem" ? "sounds in its stem" : "was played"),
      );
    }
  }
  return { ...outcome, heard, problems };
}

function mostSilent({ reference, soundingSeconds }: HeardSide, { goneMs = 0 }: Outcome): number {
  if (reference === "stem") return SILENT_SHARE * soundingSeconds;
  // All of it may lie in the second that may be lost.
  if (soundingSeconds * 1_000 <= MOST_LOST_MS) return soundingSeconds;
  return Math.min(soundingSeconds - 1, Math.ceil(goneMs / 1_000) + ENDS_SECONDS);
}

/** The weakest of each side in all files, for the table: its energy in the file against what sounded, dB. */
export function heardWords(heard: readonly Heard[]): string {
  const words: string[] = [];
  for (const side of ["mic", "system"] as const) {
    const levels = heard.flatMap(({ sides }) => sides.filter((one) => one.side === side))
      .map(({ againstDb }) => againstDb).filter((db) => !Number.isNaN(db));
    if (levels.length > 0) words.push(`${side} ${Math.min(...levels).toFixed(1)}`);
  }
  return words.join(", ");
}
