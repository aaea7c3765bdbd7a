import { assertEquals, assertThrows } from "@std/assert";
import { readMachLibrary } from "../../../scripts/macos/mach_o.ts";

/** A library for AArch64 with symbols of these types: `[name, n_type]`, as mach-o/nlist.h has them. */
function library(symbols: readonly (readonly [string, number])[]): Uint8Array {
  const path = "/usr/lib/one.dylib";
  const [header, dylib, version, table] = [32, 48, 24, 24];
  const at = header + dylib + version + table;
  const names = symbols.map(([name]) => `${name}\0`).join("");
  const namesAt = at + symbols.length * 16;
  const file = new Uint8Array(namesAt + names.length);
  const view = new DataView(file.buffer);
  const words = (from: number, ...values: number[]) => {
    values.forEach((value, i) => view.setUint32(from + i * 4, value, true));
  };
  words(0, 0xfeedfacf, 0x0100000c, 0, 6, 3, dylib + version + table);
  words(header, 0x0c, dylib, 24);
  file.set(new TextEncoder().encode(path), header + 24);
  words(header + dylib, 0x32, version, 1, 11 << 16 | 3 << 8);
  words(header + dylib + version, 0x02, table, at, symbols.length, namesAt, names.length);
  let name = 0;
  symbols.forEach(([text, type], i) => {
    words(at + i * 16, name);
    view.setUint8(at + i * 16 + 4, type);
    name += text.length + 1;
  });
  file.set(new TextEncoder().encode(names), namesAt);
  return file;
}

Deno.test("a library says whom it is for, what it loads, and what it offers: nothing that is its own or another's", () => {
  const read = readMachLibrary(library([
    ["_two", 0x0f],
    ["_one", 0x0f],
    ["_own", 0x0e],
    ["_hidden", 0x1f],
    ["_malloc", 0x01],
    ["_source.c", 0x64],
  ]));
  assertEquals(read, {
    arch: "aarch64",
    oldestMacos: "11.3",
    libraries: ["/usr/lib/one.dylib"],
    offered: ["one", "two"],
  });
});

Deno.test("what is no library for macOS, or is cut off, is an error", () => {
  assertThrows(() => readMachLibrary(new TextEncoder().encode("\x7fELF".padEnd(64))), RangeError);
  assertThrows(() => readMachLibrary(library([["_one", 0x0f]]).subarray(0, 60)), RangeError);
});
