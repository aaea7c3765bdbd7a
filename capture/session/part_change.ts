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
  /** Those whose stems do not hold yet all that they share with the stems before. */
  readonly #unsettled = new Set<SessionPart>();
  /** The last of them. */
  #settling: Promise<void> = Promise.resolve();

  /** @param spool where the first part's stems go, unless that is not known yet */
  constructor(dependencies: PartChangeDependencies, spool?: Spool) {
    this.#o = dependencies;
    if (spool !== undefined) this.begin(spool);
  }

  /** The part whose stems are written; none while nothing is recorded. */
  get part(): SessionPart | undefined {
    return this.#part;
  }

  /**
   * The part in whose stem a worker goes on that takes another's place, which may have owed the changes to several: those in
   * between are made here.
   */
  partFor(t: RemoteTrack): SessionPart | undefined {
    for (const part of this.#unsettled) {
      if (part === this.#part) continue;
      try {
        this.#carryOver(t, part);
      } catch {
        // It is tried again, and told, when the others have what they need.
      }
    }
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
      const stemPath = part.spool.stemPath(t.track);
      // Who is still opening its source has no stem yet.
      if (t.phase !== "opening") t.owed.ask(stemPath);
      if (!t.isWorking) continue;
      const { firstFrame } = part;
      const stem = { stemPath, firstFrame, untilFrame: next.beforeToFrame };
      t.link.send({ type: "change", stem });
    }
    const before = this.#settling;
    this.#settling = this.#settle(part, before);
    // What the part before lacks would not be in its file.
    return { settled: Promise.all([before, this.#settling]).then(() => {}) };
  }

  async #settle(part: SessionPart, before: Promise<void>): Promise<void> {
    const { tracks, waiting } = this.#o;
    this.#unsettled.add(part);
    await before.catch(() => {});
    const isDone = (t: RemoteTrack) => {
      return !t.isWorking || !t.owed.isComing(part.spool.stemPath(t.track));
    };
    while (!tracks.every(isDone)) await waiting.until(() => tracks.every(isDone), LONG_MS);
    this.#unsettled.delete(part);
    for (const t of tracks) this.#carryOver(t, part);
  }

  /** Does it for a worker that is gone, or could not. */
  #carryOver(t: RemoteTrack, part: SessionPart): void {
    const stemPath = part.spool.stemPath(t.track);
    const before = part.stemBefore(t.track);
    if (before === undefined || !t.owed.has(stemPath)) return;
    if (reaches(before, part.firstFrame)) {
      const stem = StemFile.resume(stemPath, this.#o.rateHz, t.track);
      try {
        carryOver(before, stem, part.firstFrame);
      } finally {
        stem.finish();
      }
    }
    t.owed.settle(stemPath);
  }
}
