/** Which stems there are, and how much of them has been listened to. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** Where the stems are, for the tracks that have one. */
export type StemPaths = Readonly<Partial<Record<TrackName, string>>>;

/** What has been listened to of each stem, for the tracks of which there is anything: its path, and how many frames. */
export type HeardStems = Readonly<
  Partial<Record<TrackName, { readonly path: string; readonly frames: number }>>
>;
