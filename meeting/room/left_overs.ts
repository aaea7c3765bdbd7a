/** Recordings that a crash, a kill or a full disk cut short become files while the room goes on. */
import { SpoolBusyError } from "../../capture/spool/spool.ts";
import type { Listener } from "../events/events.ts";
import { isWithin } from "../output/folders.ts";
import { InterruptedError, recoverOne, SpoolGoneError } from "../recover/recover.ts";
import { spoolsBelow, spoolsIn, unheld } from "../recover/left_spools.ts";
import type { RoomWorld } from "./room_world.ts";

/** What cannot be finished is tried again so much later, ms; the last again and again. */
const AGAIN_MS: readonly number[] = [60_000, 600_000, 3_600_000, 6 * 3_600_000];

/** What is needed. */
export interface LeftOverOptions {
  readonly world: RoomWorld;
  /** The folder that all files of the room are in or below, and the one of its spools. */
  readonly folder: string;
  readonly spoolParent: string;
  readonly hear: Listener;
  /** Tells of what cannot be finished now. */
  onTrouble(error: unknown): void;
  /** The folder of files can be looked into, and could not when the room began. */
  onFolder?(): void;
}

/** Finishes them, one at a time. Nothing here fails. */
export class LeftOvers implements Disposable {
  readonly #o: LeftOverOptions;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<string>();
  /** Ways to look into places, as long as nobody can: a share or a disk may come after the room. */
  #unseen: (() => readonly string[] | undefined)[];
  #hasLooked = false;
  #round = 0;
  #cancel: () => void = () => {};
  #working: Promise<void> | undefined;

  constructor(options: LeftOverOptions) {
    this.#o = options;
    const { folder, spoolParent } = options;
    this.#unseen = [
      () => {
        const spools = seen(() => spoolsBelow(folder).spools);
        if (spools !== undefined && this.#hasLooked) options.onFolder?.();
        return spools;
      },
      // Of a folder of the day there may be none before the first meeting of the day.
      () => seen(() => spoolsIn(spoolParent)) ?? (isWithin(folder, spoolParent) ? [] : undefined),
    ];
  }

  /** Looks for those that are there now; where nobody can look yet, later. */
  begin(): void {
    this.#work();
  }

  /** Another one. */
  add(spool: string): void {
    this.#waiting.add(spool);
    this.#round = 0;
    this.#later();
  }

  /** Those that are not files yet. */
  get spools(): readonly string[] {
    return [...this.#waiting];
  }

  /** Resolves when nothing is being finished; with `dispose` before, that is soon. */
  async settled(): Promise<void> {
    await this.#working;
  }

  #work(): void {
    this.#working ??= this.#look().catch((error) => this.#o.onTrouble(error))
      .then(() => this.#finishAll())
      .finally(() => this.#working = undefined);
  }

  async #look(): Promise<void> {
    const found: string[] = [];
    this.#unseen = this.#unseen.filter((look) => {
      const spools = look();
      found.push(...spools ?? []);
      return spools === undefined;
    });
    this.#hasLooked = true;
    for (const spool of await unheld(found)) this.#waiting.add(spool);
  }

  async #finishAll(): Promise<void> {
    for (const spool of [...this.#waiting]) {
      if (this.#abort.signal.aborted) return;
      if (await this.#finish(spool)) this.#waiting.delete(spool);
    }
    if (this.#waiting.size > 0 || this.#unseen.length > 0) this.#later();
  }

  /** @returns whether it need not be tried again */
  async #finish(spool: string): Promise<boolean> {
    const { world, folder, hear, onTrouble } = this.#o;
    const choice = { force: false, isBeside: true, mayRename: true, folder };
    const listener: Listener = (event) => event.event === "finishing" || hear(event);
    try {
      await recoverOne(spool, choice, world, listener, this.#abort.signal);
      return true;
    } catch (error) {
      if (error instanceof SpoolGoneError) return true;
      // Whoever has it finishes it; the part that follows it may be recorded for hours.
      if (error instanceof SpoolBusyError) return error.folder === spool;
      if (!(error instanceof InterruptedError)) onTrouble(error);
      return false;
    }
  }

  #later(): void {
    if (this.#abort.signal.aborted) return;
    this.#cancel();
    const waitMs = AGAIN_MS[Math.min(this.#round++, AGAIN_MS.length - 1)] ?? 0;
    this.#cancel = this.#o.world.after(waitMs, () => this.#work());
  }

  /** Begins nothing more, and gives up what it is at; the spools stay. */
  [Symbol.dispose](): void {
    this.#cancel();
    this.#abort.abort();
  }
}

/** @returns undefined where nobody can look: it is not there yet, or not now */
function seen(look: () => readonly string[]): readonly string[] | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
