/** The programme of a session while it grows, whatever happens to it or to its spool. */
import type { Spool } from "../../capture/spool/spool.ts";
import { SpoolGuard } from "../output/spool_guard.ts";
import type { FileMaker } from "../world/world.ts";

/** The stem grows four times a second, which is more often than anybody removes its folder. */
const GROWTHS_PER_LOOK = 4;

type Begun =
  | { readonly programme: FileMaker; readonly error?: undefined }
  | { readonly programme: undefined; readonly error: unknown };

/**
 * Makes the programme while the session records.
 *
 * What is heard is worth more than a file that is ready at once: a recording whose programme cannot begin goes on without
 * it. When somebody removes the spool, it is put back, and another programme begins: the first has read files that have
 * lost their names, and made chunks that are gone.
 */
export class LiveProgramme implements AsyncDisposable {
  readonly #make: () => FileMaker;
  readonly #warn: (message: string) => void;
  readonly #guard: SpoolGuard;
  #begun: Begun | undefined;
  #growths = 0;

  /** @param make makes a programme; each uses the same names of files */
  constructor(
    spool: Pick<Spool, "folder" | "keep">,
    make: () => FileMaker,
    warn: (message: string) => void,
  ) {
    this.#make = make;
    this.#warn = warn;
    this.#guard = new SpoolGuard(spool, { warn }, async () => {
      await closeQuietly(this.#begun?.programme);
      this.#begun = this.#begin();
    });
  }

  /** The session runs. */
  begin(): void {
    this.#begun ??= this.#begin();
  }

  /** Chunks that wait to be encoded. */
  get chunksWaiting(): number {
    return this.#begun?.programme?.progress.waiting ?? 0;
  }

  /** As `FileMaker.longestPause`. */
  longestPause(fromFrame: number, toFrame: number): number | undefined {
    return this.#begun?.programme?.longestPause(fromFrame, toFrame);
  }

  /** As `FileMaker.grow`; the spool is looked after. */
  grow(...known: Parameters<FileMaker["grow"]>): void {
    this.#begun?.programme?.grow(...known);
    if (this.#begun && this.#growths++ % GROWTHS_PER_LOOK === 0) void this.#guard.look();
  }

  /**
   * The programme that makes the file, on a spool that is there.
   *
   * @throws what the programme could not begin for
   */
  async settle(): Promise<FileMaker> {
    // The spool may have been removed a moment ago.
    await this.#guard.look();
    this.begin();
    const begun = this.#begun;
    if (begun?.programme === undefined) throw begun?.error;
    return begun.programme;
  }

  /** Ends its workers, and leaves the spool alone; what is under way is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#guard.end();
    await closeQuietly(this.#begun?.programme);
  }

  #begin(): Begun {
    try {
      return { programme: this.#make() };
    } catch (error) {
      this.#warn(
        `Cannot encode while recording: ${String(error)}; both sides are kept as they are`,
      );
      return { programme: undefined, error };
    }
  }
}

/** What it says about its end concerns nobody: another takes its place. */
async function closeQuietly(programme: FileMaker | undefined): Promise<void> {
  try {
    await programme?.[Symbol.asyncDispose]();
  } catch {
    // Its files are gone.
  }
}
