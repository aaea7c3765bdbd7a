/** What a library for macOS says of itself: whom it is for, what it offers, and what it needs. */

/** A library as it was read. */
export interface MachLibrary {
  /** CPU_TYPE_X86_64 or CPU_TYPE_ARM64, by Rust's names. */
  readonly arch: "x86_64" | "aarch64" | "other";
  /** The oldest macOS that loads it, as in `11.0`. */
  readonly oldestMacos: string;
  /** The libraries that it loads. */
  readonly libraries: readonly string[];
  /** The names that others can find in it, without C's underscore. */
  readonly offered: readonly string[];
}

/** 64 bits, little-endian. */
const MAGIC = 0xfeedfacf;
const HEADER_BYTES = 32;
/** A symbol in the table (nlist_64). */
const SYMBOL_BYTES = 16;
const ARCHES: Readonly<Record<number, "x86_64" | "aarch64">> = {
  0x01000007: "x86_64",
  0x0100000c: "aarch64",
};
/** Load commands. */
const SYMTAB = 0x02;
const LOAD_DYLIB = 0x0c;
const BUILD_VERSION = 0x32;
/** A symbol's type: for a debugger; seen by its own library alone; seen by all; what it is; in a section. */
const STAB = 0xe0;
const PRIVATE = 0x10;
const EXTERNAL = 0x01;
const KIND = 0x0e;
const IN_SECTION = 0x0e;

/**
 * Reads a library for one processor (Mach-O).
 *
 * @throws {RangeError} when it is none, or cut off
 */
export function readMachLibrary(file: Uint8Array): MachLibrary {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  if (file.length < HEADER_BYTES || word(0) !== MAGIC) throw new RangeError("not a Mach-O file");
  const libraries: string[] = [];
  const offered: string[] = [];
  let oldestMacos = "";
  let at = HEADER_BYTES;
  for (let left = word(16); left > 0; left--) {
    const [command, size] = [word(at), word(at + 4)];
    if (size < 8) throw new RangeError("a damaged Mach-O file");
    if (command === LOAD_DYLIB) libraries.push(textAt(file, at + word(at + 8)));
    if (command === BUILD_VERSION) {
      oldestMacos = `${view.getUint16(at + 14, true)}.${view.getUint8(at + 13)}`;
    }
    if (command === SYMTAB) {
      const [symbols, count, names] = [word(at + 8), word(at + 12), word(at + 16)];
      for (let i = 0; i < count; i++) {
        const symbol = symbols + i * SYMBOL_BYTES;
        const type = view.getUint8(symbol + 4);
        if ((type & (STAB | PRIVATE)) !== 0 || (type & EXTERNAL) === 0) continue;
        if ((type & KIND) !== IN_SECTION) continue;
        offered.push(textAt(file, names + word(symbol)).replace(/^_/, ""));
      }
    }
    at += size;
  }
  return { arch: ARCHES[word(4)] ?? "other", oldestMacos, libraries, offered: offered.sort() };
}

function textAt(file: Uint8Array, at: number): string {
  const end = file.indexOf(0, at);
  return new TextDecoder().decode(file.subarray(at, end < 0 ? undefined : end));
}
