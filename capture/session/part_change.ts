/** The next part of a recording begins: its journal first, then its stems. */
import { carryOver, reaches } from "../stem/carry_over.ts";
import { StemFile } from "../stem/stem_file.ts";
import type { RemoteTrack } from "./remote_track.ts";
import { type NextPart, SessionPart } from "../parts/session_part.ts";
import type { Spool } from "../spool/spool.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { Waiting } from "../ground/waiting.ts";

/** A wait of an hour, and then another. */
const LONG_MS = 3_600_000;

/** What is needed of a session. */
export interface PartChangeDependencies {
  readonly rateHz: number;
  readonly reporter: Pick<SessionReporter, "beginPart">;
  readonly tracks: readonly RemoteTrack[];
  readonly waiting: Waiting;
}

/**
 * Changes parts.
 *
 * Whenever a crash comes, `recover` finds what was heard: once the next part has a journal and the one before says where it
 * ends, whatever the workers have not carried over by then is carried over from stem to stem.
 */
export class PartChange {
  readonly #o: PartChangeDependencies;
  #part: SessionPart | undefined;

  /** @param spool where the first part's stems go, unless that is not known yet */
  constructor(dependencies: PartChangeDependencies, spool?: Spool) {
    this.#o = dependencies;
    if (spool !== undefined) this.begin(spool);
  }

  /** The part whose stems are written; none while nothing is recorded. */
  get part(): SessionPart | undefined {
    return this.#part;
  }

  /** The first part's stems go there. */
  begin(spool: Spool): void {
    this.#part = new SessionPart(spool);
  }

  /**
   * Changes to another.
   *
   * @returns what resolves when all stems of the part before are whole, and those of the next hold all that follows; it
   * rejects as the file system does, and then both are needed to make the next part
   * @throws as the file system does; the part before goes on then
   */
  async to(next: NextPart): Promise<{ readonly settled: Promise<void> }> {
    const { reporter, tracks } = this.#o;
    await reporter.beginPart(next, tracks);
    const part = this.#part = new SessionPart(next.spool, next, this.#part);
    for (const t of tracks) {
      // Who is still opening its source has no stem yet.
      t.hasChanged = t.phase === "opening";
      if (!t.isWorking) continue;
      const stemPath = part.spool.stemPath(t.track);
      const { firstFrame } = part;
      const stem = { stemPath, firstFrame, untilFrame: next.beforeToFrame };
      t.link.send({ type: "change", stem });
    }
    return { settled: this.#settle(part) };
  }

  async #settle(part: SessionPart): Promise<void> {
    const { tracks, waiting } = this.#o;
    const isDone = (t: RemoteTrack) => t.hasChanged || !t.isWorking;
    while (!tracks.every(isDone)) await waiting.until(() => tracks.every(isDone), LONG_MS);
    for (const t of tracks) if (!t.hasChanged) this.#carryOver(t, part);
  }

  /** Does it for a worker that is gone, or could not. */
  #carryOver(t: RemoteTrack, part: SessionPart): void {
    const before = part.stemBefore(t.track);
    if (before === undefined || !reaches(before, part.firstFrame)) return;
    const stem = StemFile.resume(part.spool.stemPath(t.track), this.#o.rateHz, t.track);
    try {
      carryOver(before, stem, part.firstFrame);
      t.hasChanged = true;
    } finally {
      stem.finish();
    }
  }
}
