/** Makes files of the parts of a recording, one after the other, while the next is recorded. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import { noteGiven } from "../../capture/recovery/left_session.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { takeFrom } from "../recover/left_part.ts";
import { finishSpool } from "../recover/recover_spool.ts";
import { soundWords } from "../report/file_sound.ts";
import type { FileMaker } from "../world/world.ts";
import type { Part } from "./part.ts";
import {
  type KeptPart,
  keptPart,
  type PartKeeperOptions,
  stillUnfinished,
  type UnfinishedPart,
} from "./part_orders.ts";

/** What is needed of a meeting. */
export type PartFinisherOptions = Pick<
  PartKeeperOptions,
  "rateHz" | "force" | "world" | "signal" | "onFinished" | "warn"
>;

/** How a part is finished. */
interface Finishing {
  readonly maker?: FileMaker;
  /** Something else is recorded meanwhile. */
  readonly isBeside?: boolean;
  onProgress(share: number): void;
}

/** Finishes the parts of one recording, in their order. */
export class PartFinisher {
  readonly #o: PartFinisherOptions;
  readonly #finished: KeptPart[] = [];
  readonly #left: { readonly spool: string; readonly out: string }[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(options: PartFinisherOptions) {
    this.#o = options;
  }

  /** Where the oldest part begins whose stems are still there, seconds. */
  get unfinishedFromSeconds(): number {
    const last = this.#finished.at(-1);
    return last === undefined ? 0 : last.atSeconds + last.report.seconds;
  }

  /**
   * Finishes a part while the next is recorded; what cannot be finished now is kept for `recover`.
   *
   * @param settled resolves when its stems are whole, and rejects when only both parts' stems have everything
   */
  finishMeanwhile(part: Part, next: Part, settled: Promise<void>): void {
    this.#work = this.#work.then(() => this.#finishOrLeave(part, next, settled));
  }

  /**
   * Finishes the last part, once those before it are.
   *
   * @returns all parts that are files, and the spools of those that are not
   * @throws what the making of the last one throws
   */
  async finishLast(
    part: Part,
    maker: FileMaker,
    onProgress: (share: number) => void,
  ): Promise<{ readonly parts: readonly KeptPart[]; readonly left: readonly UnfinishedPart[] }> {
    await this.#work;
    await this.#finish(part, { maker, onProgress });
    return { parts: this.#finished, left: stillUnfinished(this.#left) };
  }

  /** Resolves when no part is being finished any more. */
  async close(): Promise<void> {
    await this.#work;
  }

  /** Never rejects. */
  async #finishOrLeave(part: Part, next: Part, settled: Promise<void>): Promise<void> {
    const { spool, held, number, output } = part.facts;
    try {
      await settled.catch((error) => {
        next.owing = spool.folder;
        throw error;
      });
      await noteGiven(spool).catch(() => {});
      await part.programme[Symbol.asyncDispose]();
      next.gainSteps = await this.#finish(part, { isBeside: true, onProgress: () => {} });
    } catch (error) {
      this.#left.push({ spool: spool.folder, out: output.path });
      await part.programme[Symbol.asyncDispose]();
      held[Symbol.dispose]();
      const how = recoverCommand(spool.folder);
      this.#o.warn(
        `Cannot finish part ${number}: ${messageOf(error)}; ` +
          `the recording goes on, and that part is finished later with: ${how}`,
        spool.folder,
      );
    }
  }

  /** @returns the gains that it ends with */
  async #finish(part: Part, how: Finishing): Promise<PerTrack<number> | undefined> {
    const { force, world, signal, rateHz } = this.#o;
    const { spool, output, number, fromFrame, held } = part.facts;
    // Nobody writes its stems any more.
    if (part.owing !== undefined) await takeFrom(part.owing, spool);
    const done = await finishSpool(
      spool,
      { output, force, partAtSeconds: fromFrame / rateHz },
      world,
      { ...how, signal },
    );
    held[Symbol.dispose]();
    if (done.outcome !== "recovered") return undefined;
    const finished = { number, atSeconds: fromFrame / rateHz, report: done.report };
    this.#finished.push(keptPart(finished));
    for (const message of [...soundWords(done.report.sound, "stem"), ...done.warnings]) {
      this.#o.warn(`Part ${number}: ${message}`);
    }
    if (done.remains !== undefined) this.#o.warn(done.remains);
    this.#o.onFinished(finished);
    return done.lastGainSteps;
  }
}
