/** A file that is read at any position, and may grow meanwhile. */
import { cannotRead } from "./cannot_read.ts";

/**
 * A regular file that is read at any position and may grow meanwhile.
 *
 * Folders, pipes and devices are refused before they are opened: opening a pipe would wait for its writer for ever.
 */
export class ByteFile implements Disposable {
  /** As the caller named it, for messages. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  #open = true;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens `path` for reading.
   *
   * @throws {Deno.errors.NotFound} nothing is there
   * @throws {Deno.errors.PermissionDenied} it may not be read
   * @throws {Deno.errors.InvalidData} it is a folder, a pipe or a device
   */
  static open(path: string): ByteFile {
    try {
      const info = Deno.statSync(path);
      if (info.isDirectory) throw cannotRead(path, "it is a folder", "name a file");
      if (!info.isFile) throw cannotRead(path, "it is not a regular file", "name a file on a disk");
      return new ByteFile(path, Deno.openSync(path, { read: true }));
    } catch (error) {
      throw readableError(path, error);
    }
  }

  /** Its length now, in bytes. */
  get length(): number {
    return this.#file.statSync().size;
  }

  /**
   * Fills `into` from `position` (bytes) on, as far as the file goes.
   *
   * @returns bytes read; fewer than `into` holds only at the end of the file
   */
  readAt(position: number, into: Uint8Array): number {
    this.#file.seekSync(position, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < into.length) {
      const read = this.#file.readSync(filled === 0 ? into : into.subarray(filled));
      if (read === null || read === 0) break;
      filled += read;
    }
    return filled;
  }

  /** Closes the file; doing it again is harmless. */
  [Symbol.dispose](): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }
}

function readableError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.message.startsWith("Cannot ")) return error;
  // A path through a file (ENOTDIR) or one longer than the system allows names nothing that could be there.
  const code = (error as { code?: unknown }).code;
  const absent = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory || code === "ENAMETOOLONG";
  if (absent) {
    const message = `Cannot read "${path}": there is no such file; check the path`;
    return new Deno.errors.NotFound(message, { cause: error });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    const message = `Cannot read "${path}": access to it is denied; check its permissions`;
    return new Deno.errors.PermissionDenied(message, { cause: error });
  }
  return error;
}
