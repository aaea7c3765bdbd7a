/** Why sound is missing, in words. */
import type { GapCause } from "../../capture/timeline/anchor.ts";

/** Each cause as a clause that stands behind a time. */
export const GAP_WORDS: Readonly<Record<GapCause, string>> = {
  "late-start": "it began late",
  stall: "nothing came from the device",
  skip: "the device or the sound server left some out",
  overrun: "the computer was too busy",
  sleep: "the computer slept, or stood still",
  replaced: "the device was away",
  ended: "it had come to its end",
};
