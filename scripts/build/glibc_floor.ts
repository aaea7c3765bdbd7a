/** How old a glibc may be for what is built: Linux programs name the version that each function of it came with. */

/** The oldest glibc that what we build has to run with: Debian 11's and Ubuntu 20.04's. */
export const OLDEST_GLIBC = "2.31";

const ELF_MAGIC = 0x7f454c46;
/** SHT_GNU_verneed (Linux Standard Base, "Symbol Versioning"). */
const VERSIONS_NEEDED = 0x6ffffffe;

/**
 * The versions of glibc that a program or library for Linux (64-bit, little-endian) names, oldest first: it runs with the
 * last and with every newer one. None for what is linked statically, and for what is no ELF file.
 */
export function neededGlibc(file: Uint8Array): string[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 64 || view.getUint32(0) !== ELF_MAGIC) return [];
  const long = (at: number) => Number(view.getBigUint64(at, true));
  const sectionAt = (index: number) => {
    const at = long(40) + index * view.getUint16(58, true);
    const [type, offset] = [view.getUint32(at + 4, true), long(at + 24)];
    return {
      type,
      offset,
      link: view.getUint32(at + 40, true),
      count: view.getUint32(at + 44, true),
    };
  };
  const sections = Array.from({ length: view.getUint16(60, true) }, (_, i) => sectionAt(i));
  const versions = new Set<string>();
  for (const { offset, link, count } of sections.filter(({ type }) => type === VERSIONS_NEEDED)) {
    const names = sections[link]?.offset ?? 0;
    let need = offset;
    for (let i = 0; i < count; i++) {
      let version = need + view.getUint32(need + 8, true);
      for (let left = view.getUint16(need + 2, true); left > 0; left--) {
        const name = textAt(file, names + view.getUint32(version + 8, true));
        const [, number] = /^GLIBC_(\d[\d.]*)$/.exec(name) ?? [];
        if (number !== undefined) versions.add(number);
        version += view.getUint32(version + 12, true);
      }
      need += view.getUint32(need + 12, true);
    }
  }
  return [...versions].sort(compareVersions);
}

/**
 * Makes sure that a file runs with the oldest glibc.
 *
 * @throws {Error} when it names a newer one, with how to find what needs it
 */
export function requireOldGlibc(name: string, file: Uint8Array): void {
  const newest = neededGlibc(file).at(-1) ?? "0";
  if (compareVersions(newest, OLDEST_GLIBC) <= 0) return;
  throw new Error(
    `Cannot use ${name}: it needs glibc ${newest}, and is to run with ${OLDEST_GLIBC}; ` +
      "readelf --dyn-syms tells which function that is, scripts/build/old_glibc.h can name an older one",
  );
}

/** Negative where the first is older, 0 where they are the same. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 4; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What stands there, up to a zero. */
function textAt(file: Uint8Array, at: number): string {
  return new TextDecoder("latin1").decode(file.subarray(at, file.indexOf(0, at)));
}
