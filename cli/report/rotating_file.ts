/** A file that is added to for years: when it is full it becomes `NAME.1`, that one `NAME.2`, and so on. */
import { dirname } from "node:path";
import { isThere } from "../../ffi/system/is_there.ts";
import { isAt } from "../../formats/is_at.ts";
import { writeAll } from "../../formats/write_all.ts";
import { outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { lookAt } from "../../meeting/output/look_at.ts";
import type { ByteStream } from "../terminal/stream_output.ts";

/** How large it becomes, bytes, and how many of its forerunners stay. */
export interface Rotation {
  readonly mostBytes: number;
  readonly kept: number;
}

const ROTATION: Rotation = { mostBytes: 10e6, kept: 5 };

/** Its own lines only; each write is whole lines. What cannot be written is left out. */
export class RotatingFile implements ByteStream, Disposable {
  readonly #path: string;
  readonly #warn: (message: string) => void;
  readonly #rotation: Rotation;
  #file: Deno.FsFile | undefined;
  #bytes = 0;
  #hasFailed = false;

  /**
   * @param path absolute; made with the first write, folders on the way too
   * @param warn hears when it cannot be written, once until it can be again
   */
  constructor(path: string, warn: (message: string) => void, rotation = ROTATION) {
    this.#path = path;
    this.#warn = warn;
    this.#rotation = rotation;
  }

  isTerminal(): boolean {
    return false;
  }

  async write(bytes: Uint8Array): Promise<number> {
    try {
      await writeAll(await this.#openFor(bytes.length), bytes);
      this.#bytes += bytes.length;
      this.#hasFailed = false;
    } catch (error) {
      this[Symbol.dispose]();
      if (!this.#hasFailed) {
        this.#warn(`Cannot write to ${this.#path}: ${outputTrouble(error)}; it is tried again`);
      }
      this.#hasFailed = true;
    }
    return bytes.length;
  }

  async #openFor(bytes: number): Promise<Deno.FsFile> {
    // Somebody else may rotate it, too.
    if (this.#file !== undefined && !isAt(this.#file, this.#path)) this[Symbol.dispose]();
    this.#file ??= await this.#open();
    if (this.#bytes === 0 || this.#bytes + bytes <= this.#rotation.mostBytes) return this.#file;
    // Windows renames nothing that is open.
    this[Symbol.dispose]();
    // Nor what another program has open: rather a file that is too long than one that ends.
    await this.#rotate().catch(() => {});
    return this.#file = await this.#open();
  }

  async #open(): Promise<Deno.FsFile> {
    // To open a pipe waits for its reader, and all else with it (seen on Linux, in Deno 2.6 and 2.8).
    if (lookAt(this.#path, this.#path)?.isFile === false) throw new Error("it is no file");
    const file = await this.#openThere().catch(async (error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await Deno.mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      return await this.#openThere();
    });
    this.#bytes = (await file.stat()).size;
    return file;
  }

  #openThere(): Promise<Deno.FsFile> {
    return Deno.open(this.#path, { append: true, create: true, mode: 0o600 });
  }

  async #rotate(): Promise<void> {
    // Where an attempt ended halfway a number is free, and those behind it have moved already.
    let free = 1;
    while (free < this.#rotation.kept && isThere(`${this.#path}.${free}`)) free++;
    for (let number = free - 1; number >= 0; number--) {
      const from = number === 0 ? this.#path : `${this.#path}.${number}`;
      if (isThere(from)) await Deno.rename(from, `${this.#path}.${number + 1}`);
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
