/** What the worker's side of the protocol needs of the world. */
import type { Source } from "../source/source.ts";
import type { SourceBefore } from "../source/source_or_spare.ts";
import type { StemMaker } from "../stem/current_stem.ts";
import type { Stem } from "../stem/stem.ts";
import type { FromTrack, OpenTrack } from "./track_protocol.ts";

/** What a recorder needs of the world. */
export interface RecorderDependencies extends StemMaker {
  readonly open: OpenTrack;
  /** Opens what was chosen; again when the device went away, or where another is better than the one before. */
  openSource(before?: SourceBefore): Source;
  /** Makes the stem, or goes on with the one that is there where a worker takes another's place. */
  createStem(open: OpenTrack): Stem;
  /** Turns the microphone's monitor off and on again, whatever devices come and go meanwhile. */
  hush?(isHushed: boolean): void;
  send(message: FromTrack): void;
}
