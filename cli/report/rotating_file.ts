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

const LINE_END = new TextEncoder().encode("\n");
const ROTATION: Rotation = { mostBytes: 10e6, kept: 5 };

/** Its own lines only; each write is whole lines. What cannot be written is left out; what was cut off stays a line alone. */
export class RotatingFile implements ByteStream, Disposable {
  readonly #path: string;
  readonly #warn: (message: string) => void;
  readonly #rotation: Rotation;
  #file: Deno.FsFile | undefined;
  #bytes = 0;
  #hasFailed = false;
  /** It is too large, and could not be renamed. */
  #isStuck = false;

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
    const trouble = await this.#rotate().then(() => undefined, outputTrouble);
    this.#file = await this.#open();
    // Somebody reads it on Windows, or something else has that name: it grows, and no line is lost.
    if (trouble !== undefined && !this.#isStuck) {
      this.#warn(`Cannot begin another file for ${this.#path}: ${trouble}; this one goes on`);
    }
    this.#isStuck = trouble !== undefined;
    return this.#file;
  }

  async #open(): Promise<Deno.FsFile> {
    // To open a pipe waits for its reader, and all else with it (seen on Linux, in Deno 2.6 and 2.8).
    if (lookAt(this.#path, this.#path)?.isFile === false) throw new Error("it is no file");
    const file = await this.#openThere().catch(async (error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await Deno.mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      return await this.#openThere();
    });
    try {
      this.#bytes = (await file.stat()).size;
      // A power cut, or a full disk, has ended it within a line: the next one is not to be a part of that.
      if (await this.#isTorn()) {
        await writeAll(file, LINE_END);
        this.#bytes += LINE_END.length;
      }
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Whether it ends within a line, as far as this user may see. */
  async #isTorn(): Promise<boolean> {
    if (this.#bytes === 0) return false;
    try {
      using file = await Deno.open(this.#path);
      await file.seek(-LINE_END.length, Deno.SeekMode.End);
      const last = new Uint8Array(LINE_END.length);
      await file.read(last);
      return last[0] !== LINE_END[0];
    } catch {
      return false;
    }
  }

  #openThere(): Promise<Deno.FsFile> {
    return Deno.open(this.#path, { append: true, create: true, mode: 0o600 });
  }

  async #rotate(): Promise<void> {
    // Only up to a number that is free: an attempt that fails, again and again, is not to push out what is kept.
    let free = 1;
    while (free < this.#rotation.kept && isThere(this.#named(free))) free++;
    for (let number = free - 1; number >= 0; number--) {
      await Deno.rename(this.#named(number), this.#named(number + 1));
    }
  }

  #named(number: number): string {
    return number === 0 ? this.#path : `${this.#path}.${number}`;
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
