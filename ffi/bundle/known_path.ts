/** The path of something that is put somewhere once, and again when it has vanished from there. */
import { isFile } from "../system/is_there.ts";

/** Remembers a path as long as there is a file: a cache may be cleaned while a program runs for months. */
export class KnownPath {
  readonly #put: () => Promise<string>;
  #path: Promise<string> | undefined;

  /** @param put puts the file where it belongs, and gives its path */
  constructor(put: () => Promise<string>) {
    this.#put = put;
  }

  /**
   * The path, at which there is a file, as far as `put` was right.
   *
   * @throws what `put` throws; the next call tries again then, with another disk or other rights
   */
  async get(): Promise<string> {
    const known = this.#path;
    if (known !== undefined) {
      const path = await known;
      if (isFile(path)) return path;
      // Of several that see it at once the first has it put again.
      if (this.#path === known) this.#path = undefined;
    }
    const asked = this.#path ??= this.#put();
    try {
      return await asked;
    } catch (error) {
      if (this.#path === asked) this.#path = undefined;
      throw error;
    }
  }

  /** As if nothing had been asked for. */
  forget(): void {
    this.#path = undefined;
  }
}
