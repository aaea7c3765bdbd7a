/** Pages of numbers on the disk: what a long meeting knows of itself is not to fill the memory. */
import { removeIfThere } from "../../capture/spool/remove_if_there.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { writeAllSync } from "../../formats/write_all.ts";

/**
 * A file of pages that one programme writes and reads again, of no use to anybody else. It is made with the first page.
 *
 * Where nothing can be written, on a full disk for example, the caller keeps its pages.
 */
export class PageFile implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile | undefined;
  #bytes = 0;
  #isClosed = false;

  /** @param path of the file; what is there is replaced */
  constructor(path: string) {
    this.#path = path;
  }

  /** Appends a page; returns where it is, or `undefined` when that is impossible. */
  put(page: Uint16Array): number | undefined {
    if (this.#isClosed) return undefined;
    try {
      this.#file ??= this.#create();
      const at = this.#bytes;
      // Where the disk was full a part of the page before may stand.
      this.#file.seekSync(at, Deno.SeekMode.Start);
      writeAllSync(this.#file, bytesOf(page));
      this.#bytes += page.byteLength;
      return at;
    } catch {
      return undefined;
    }
  }

  /** In the place of one that was left; a link is not followed. */
  #create(): Deno.FsFile {
    removeIfThere(this.#path);
    return Deno.openSync(this.#path, { read: true, write: true, createNew: true, mode: 0o600 });
  }

  /**
   * Reads a page.
   *
   * @param at where `put` has put it
   * @param page is filled
   * @throws {Deno.errors.InvalidData} when the disk does not give it back
   */
  get(at: number, page: Uint16Array): void {
    const bytes = bytesOf(page);
    try {
      this.#file?.seekSync(at, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) {
        const count = this.#file?.readSync(bytes.subarray(done)) ?? 0;
        if (count === 0) throw new Error("it is shorter than it was");
        done += count;
      }
    } catch (error) {
      throw new Deno.errors.InvalidData(
        `Cannot read ${this.#path}: ${messageOf(error)}; check the disk`,
        { cause: error },
      );
    }
  }

  /** Closes it, before somebody removes it: what was not read by then cannot be any more. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#file?.close();
    this.#file = undefined;
  }
}

function bytesOf(page: Uint16Array): Uint8Array {
  return new Uint8Array(page.buffer, page.byteOffset, page.byteLength);
}
