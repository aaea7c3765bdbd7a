/** The two sides of a conference, and what belongs to each. */

/** One side. */
export type TrackName = "mic" | "system";

/** Both, in the order in which they are reported. */
export const TRACK_NAMES: readonly TrackName[] = ["mic", "system"];

/** One of each kind for the tracks that a session has. */
export type PerTrack<T> = Partial<Record<TrackName, T>>;

/** Channels of each track's stem: the microphone is one voice, the computer plays stereo. */
export const STEM_CHANNELS: Readonly<Record<TrackName, 1 | 2>> = { mic: 1, system: 2 };

/** The tracks for which there is one, in their order. */
export function tracksOf(one: PerTrack<unknown>): TrackName[] {
  return TRACK_NAMES.filter((track) => one[track] !== undefined);
}

/** One of another kind for each track for which there is one. */
export function mapTracks<T, U>(
  one: Readonly<PerTrack<T>>,
  to: (value: T, track: TrackName) => U,
): PerTrack<U> {
  const found: PerTrack<U> = {};
  for (const track of TRACK_NAMES) {
    const value = one[track];
    if (value !== undefined) found[track] = to(value, track);
  }
  return found;
}

/** What there is of each of several that belong to one track each; those of which there is nothing are left out. */
export function perTrack<T extends { readonly track: TrackName }, U>(
  ones: readonly T[],
  of: (one: T) => U | undefined,
): PerTrack<U> {
  const found: PerTrack<U> = {};
  for (const one of ones) {
    const value = of(one);
    if (value !== undefined) found[one.track] = value;
  }
  return found;
}
