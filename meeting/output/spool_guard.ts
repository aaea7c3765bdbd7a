/** Somebody may remove or move the spool while it is recorded into: by hand, or with a program that tidies up. */
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import type { Spool } from "../../capture/spool/spool.ts";

/** Looks after the spool's folder while a session records. */
export class SpoolGuard {
  readonly #spool: Pick<Spool, "folder" | "keep">;
  readonly #view: { warn(message: string): void };
  readonly #onPutBack: () => Promise<void>;
  #failed = false;
  #hasEnded = false;
  #looking: Promise<void> | undefined;

  /** @param onPutBack called when the folder was gone and is there again, without what is not recorded */
  constructor(
    spool: Pick<Spool, "folder" | "keep">,
    view: { warn(message: string): void },
    onPutBack: () => Promise<void>,
  ) {
    this.#spool = spool;
    this.#view = view;
    this.#onPutBack = onPutBack;
  }

  /**
   * Looks, and does what is needed; to be called every second or so, and waited for before the file is made. Never
   * rejects.
   */
  look(): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    this.#looking ??= this.#look()
      .catch((error) => this.#tellFailure(error))
      .finally(() => this.#looking = undefined);
    return this.#looking;
  }

  /** The folder is another's from now on, who may remove it: nobody looks any more. Never rejects. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#looking;
  }

  #tellFailure(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    const { folder } = this.#spool;
    const why = isOutputTrouble(error) ? outputTrouble(error) : "something else has its name";
    this.#view.warn(
      `${folder} was removed or moved, and cannot be put back: ${why}; ` +
        `make that possible before the recording ends`,
    );
  }

  async #look(): Promise<void> {
    if (!await this.#spool.keep()) return;
    this.#failed = false;
    this.#view.warn(
      `${this.#spool.folder} was removed or moved while it is recorded into; ` +
        `all that was heard is put back there`,
    );
    await this.#onPutBack();
  }
}
