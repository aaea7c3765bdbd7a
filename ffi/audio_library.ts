/** The native library, loaded. */
import { messageOf } from "./system/message_of.ts";
import { systemTrouble } from "./system/system_error.ts";
import { Owner } from "./owner.ts";
import { ABI, type NativeFunctions, symbols } from "./symbols.ts";
import { readText } from "./system/text.ts";

/** A compiled program has its library with it, and puts it on the disk when it starts. */
const REMEDY = Deno.build.standalone
  ? "start confrec again"
  : 'make it again with "deno task build"';

/**
 * The native library, loaded from a file.
 *
 * Each worker loads it for itself; the system maps the file once, and the host clock is the same everywhere. Unloading
 * it closes the contexts that were opened from it.
 */
export class AudioLibrary implements Disposable {
  /** Only for the classes of this folder: what must be closed before the library is unloaded. */
  readonly owned = new Owner();
  #library: Deno.DynamicLibrary<typeof symbols> | undefined;

  private constructor(library: Deno.DynamicLibrary<typeof symbols>) {
    this.#library = library;
  }

  /** Only for the classes of this folder. Deno would call into what is not there any more, and crash. */
  get functions(): NativeFunctions {
    if (this.#library === undefined) {
      throw new TypeError("Cannot use the native library after it was closed");
    }
    return this.#library.symbols;
  }

  /**
   * Loads the library.
   *
   * @param path a real file, from `unpackEmbedded("confrec_audio")`
   * @throws {Error} when the file is not a library of this system, or one of another version of confrec
   */
  static open(path: string): AudioLibrary {
    let library: Deno.DynamicLibrary<typeof symbols>;
    try {
      library = Deno.dlopen(path, symbols);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw new Error(`Cannot load the native library ${path}: ${loadTrouble(error)}`, {
        cause: error,
      });
    }
    const found = library.symbols.confrec_abi_version();
    if (found !== ABI) {
      library.close();
      throw new Error(
        `Cannot load the native library ${path}: its interface has version ${found}, ` +
          `this program needs ${ABI}; ${REMEDY}`,
      );
    }
    return new AudioLibrary(library);
  }

  /** For example "0.11.25". */
  get miniaudioVersion(): string {
    const text = new Uint8Array(32);
    this.functions.confrec_miniaudio_version(text, text.length);
    return readText(text, 0, text.length);
  }

  /**
   * The host clock, nanoseconds since the machine started. It is monotonic and counts while the machine sleeps
   * (CLOCK_BOOTTIME; on Windows the performance counter, on macOS mach_continuous_time).
   */
  nowNs(): number {
    return this.functions.confrec_now_ns();
  }

  [Symbol.dispose](): void {
    this.owned.disposeAll();
    this.#library?.close();
    this.#library = undefined;
  }
}

/** The loader's words hold no code, only text; a file system without programs is the one that people meet. */
function loadTrouble(error: unknown): string {
  const message = messageOf(error);
  const mayNot = systemTrouble(error)?.kind === "denied" ||
    /failed to map segment|permission denied|operation not permitted/i.test(message);
  return mayNot
    ? "no library may be loaded from there; move the cache (XDG_CACHE_HOME) to a disk that allows programs"
    : `${message}; ${REMEDY}`;
}
