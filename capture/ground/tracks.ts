/** The two sides of a conference, and what belongs to each. */

/** One side. */
export type TrackName = "mic" | "system";

/** Both, in the order in which they are reported. */
export const TRACK_NAMES: readonly TrackName[] = ["mic", "system"];

/** One of each kind for the tracks that a session has. */
export type PerTrack<T> = Partial<Record<TrackName, T>>;

/** Channels of each track's stem: the microphone is one voice, the computer plays stereo. */
export const STEM_CHANNELS: Readonly<Record<TrackName, 1 | 2>> = { mic: 1, system: 2 };
