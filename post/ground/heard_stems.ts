/** Which stems there are, and how much of them has been listened to. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** Where the stems are, for the tracks that have one. */
export type StemPaths = Readonly<Partial<Record<TrackName, string>>>;

/** A file that goes on with a stem of one channel, otherwise than it was recorded: its frame 0 is the stem's `fromFrame`. */
export interface StemChange {
  readonly path: string;
  readonly fromFrame: number;
}

/** Where the sound of a stem is: in the file that was recorded, and from a frame on in another where it was changed. */
export interface StemSource {
  readonly path: string;
  readonly changed?: StemChange;
}

/** What has been listened to of each stem, for the tracks of which there is anything: where it is, and how many frames. */
export type HeardStems = Readonly<
  Partial<Record<TrackName, StemSource & { readonly frames: number }>>
>;
