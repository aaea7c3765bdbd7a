/** The part of a recording that is being recorded: all of it, until it is split. */
import type { TrackName } from "../ground/tracks.ts";
import type { StemPlace } from "../stem/carry_over.ts";
import type { Spool } from "../spool/spool.ts";
import type { JsonValue } from "../ground/json_value.ts";

/** What is heard behind the end of a part, for look-ahead and encoder: more than any of them needs, s. */
export const TAIL_SECONDS = 2;

/** The next part of a recording; frames are of the session. */
export interface NextPart {
  /** Counted from 1, which is the part that a session begins with. */
  readonly number: number;
  /** Where its stems and its journal go; locked by this process. */
  readonly spool: Spool;
  /** What its file is to be; journalled as it is. */
  readonly settings: Readonly<Record<string, JsonValue>>;
  /** It begins here, and the part before ends. */
  readonly atFrame: number;
  /** Its encode begins here (see `post/ground/part_place.ts`). */
  readonly encodeFromFrame: number;
  /** Its stems begin here: what they hold up to `atFrame` is in the stems before, too. */
  readonly stemsFromFrame: number;
  /** The part before needs its stems up to here: what is heard behind its end. */
  readonly beforeToFrame: number;
}

/** Where stems are written. */
export class SessionPart {
  readonly spool: Spool;
  /** The frame of the session at which its stems begin. */
  readonly firstFrame: number;
  /** The frame of the session at which the part itself begins. */
  readonly atFrame: number;
  readonly #before: SessionPart | undefined;

  constructor(
    spool: Spool,
    { stemsFromFrame, atFrame }: Pick<NextPart, "stemsFromFrame" | "atFrame"> = FIRST,
    before?: SessionPart,
  ) {
    this.spool = spool;
    this.firstFrame = stemsFromFrame;
    this.atFrame = atFrame;
    // No chain: what only one further back holds goes from part to part when they are made.
    this.#before = before && before.#alone();
  }

  #alone(): SessionPart {
    const { spool, firstFrame: stemsFromFrame, atFrame } = this;
    return new SessionPart(spool, { stemsFromFrame, atFrame });
  }

  /** Where the stem before stands, of which this part's holds the end. */
  stemBefore(track: TrackName): StemPlace | undefined {
    const before = this.#before;
    return before && { path: before.spool.stemPath(track), firstFrame: before.firstFrame };
  }
}

const FIRST = { stemsFromFrame: 0, atFrame: 0 };
