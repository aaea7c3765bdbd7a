/** How a file sounds where that is not as it was asked for: what is said of it, and what is kept for it. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { SIDE_FIRST } from "./side_words.ts";
import type { CleaningLoss } from "../../post/ground/cleaning_loss.ts";
import type { ProgrammeOptions } from "../../post/ground/options.ts";
import type { ProgrammeReport } from "../../post/programme_report.ts";

/** What was found out when the file was made. */
export type FileSound = Pick<
  ProgrammeReport,
  "gateOpenings" | "cleaningLosses" | "gatedSpeech" | "boostLimited" | "unheardTracks" | "echo"
>;

/** Of a file that sounds as it was asked for, or of which nobody knows. */
export const ORDINARY_SOUND: FileSound = {
  gateOpenings: {},
  cleaningLosses: {},
  gatedSpeech: [],
  boostLimited: [],
  unheardTracks: [],
};

/**
 * Whether the stems must stay, also where nobody asked for them: the gate or noise suppression was about to remove what
 * may be speech, and who can hear it had better judge from the original.
 *
 * @param gate as it was asked for: a gate that follows the noise knows when nobody speaks, a threshold does not
 */
export function isInDoubt(
  { gateOpenings, cleaningLosses, gatedSpeech, unheardTracks }: FileSound,
  gate: ProgrammeOptions["gate"] = "auto",
): boolean {
  const openings = Object.values(gateOpenings);
  const losses = Object.values(cleaningLosses);
  if (gatedSpeech.length > 0 || unheardTracks.length > 0 || openings.includes("unheard")) {
    return true;
  }
  if (losses.includes("speech") || losses.includes("most")) return true;
  return openings.includes("speech") || gate !== "auto" && openings.includes("silent");
}

/** What noise suppression would have done; the side is in the file without it. */
const LOSS_WORDS: Readonly<Record<CleaningLoss, (original: string) => string>> = {
  silent: () => "left next to nothing, so this side is in the file without it",
  speech: (original) =>
    "removed what sounds like speech, so this side is in the file without it; " +
    `listen to it, its ${original} is still there`,
  most: (original) =>
    "removed most of the voices or the music, so this side is in the file without it; " +
    `listen to it, its ${original} is still there`,
};

/**
 * A line for each thing that a person had better know.
 *
 * @param original what there still is of the side itself
 */
export function soundWords(
  { gateOpenings, cleaningLosses, gatedSpeech, boostLimited }: FileSound,
  original: "stem" | "input",
): string[] {
  const words: string[] = [];
  for (const track of TRACK_NAMES) {
    const side = SIDE_FIRST[track];
    const loss = cleaningLosses[track];
    if (loss) words.push(`${side}: noise suppression would have ${LOSS_WORDS[loss](original)}`);
    const opening = gateOpenings[track];
    if (opening === "speech") {
      words.push(
        `${side}: the noise gate would have removed what sounds like speech, so nothing of this side was silenced; ` +
          `listen to it, its ${original} is still there`,
      );
    } else if (opening === "silent") {
      words.push(
        `${side}: the noise gate heard nobody speak and would have left silence, so nothing of this side was silenced`,
      );
    } else if (opening === "unheard") {
      words.push(
        `${side}: the file was made without this side, so it was made again with all of it; ` +
          `listen to it, its ${original} is still there, and report this`,
      );
    }
    if (gatedSpeech.includes(track)) {
      words.push(
        `${side}: the noise gate silenced what sounds like speech; ` +
          `use a lower --gate, or --gate auto; the ${original} is still there`,
      );
    }
    if (boostLimited.includes(track)) {
      words.push(
        `${side}: too quiet to be brought to its level, although raised as far as it goes; ` +
          "go nearer next time, or turn it up",
      );
    }
  }
  return words;
}
