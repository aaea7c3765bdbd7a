/** How the two sides are called where people read; options, events and programs say `mic` and `system`. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** In tables and meters. */
export const SIDE_LABEL: Readonly<Record<TrackName, string>> = { mic: "you", system: "call" };

/** Within a sentence. */
export const SIDE: Readonly<Record<TrackName, string>> = {
  mic: "your microphone",
  system: "the call",
};

/** At the beginning of one. */
export const SIDE_FIRST: Readonly<Record<TrackName, string>> = {
  mic: "Your microphone",
  system: "The call",
};
