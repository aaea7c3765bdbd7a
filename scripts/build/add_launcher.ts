/** Puts `launcher.c` in front of Deno's runtime in an executable for Linux on x86-64. */
import { join } from "node:path";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";
import type { Target } from "./targets.ts";

/** Sizes and places in 64-bit ELF files (System V ABI, "Object Files"). */
const ELF = {
  entry: 24,
  headersAt: 32,
  sectionsAt: 40,
  headerBytes: 54,
  sectionBytes: 58,
} as const;
const PT_LOAD = 1;
const PT_NOTE = 4;
const READ_AND_RUN = 5;
const PAGE_BYTES = 0x1000;
const LARGE_PAGE_BYTES = 0x10000;
/** The launcher begins with the way to the old entry point. */
const DISTANCE_BYTES = 8;

/**
 * Builds the launcher and puts it into an executable; for all but Linux on x86-64 it does nothing. An executable that is
 * not of the expected form goes without, which is told: the launcher only makes two rare refusals more polite.
 *
 * @throws {Error} when there is no compiler for the target
 */
export async function addLauncher(executable: string, target: Target): Promise<void> {
  if (target.triple !== "x86_64-unknown-linux-gnu") return;
  using folder = new TemporaryFolder();
  const blob = join(folder.path, "launcher.bin");
  const source = (name: string) => join(project, "scripts", "build", name);
  await runTool(target.compiler, [
    ...["-Os", "-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-fPIE", "-nostdlib"],
    ...["-fno-asynchronous-unwind-tables", "-fcf-protection=none", "-static", "-o", blob],
    `-Wl,-T,${source("launcher.ld")},--oformat=binary,--build-id=none`,
    source("launcher.c"),
  ]);
  const whole = await Deno.readFile(executable);
  const joined = tryToJoin(whole, await Deno.readFile(blob));
  if (joined === undefined) return;
  const beside = `${executable}.new`;
  await Deno.writeFile(beside, joined, { mode: 0o755 });
  await Deno.rename(beside, executable);
}

function tryToJoin(whole: Uint8Array, launcher: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    return withLauncher(whole, launcher);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}; it goes without`);
    return undefined;
  }
}

/**
 * An executable that runs other code first.
 *
 * The code stands behind the ELF file proper; what `deno compile` has put there is found from the file's end, and stays
 * the last. The header of the notes, which nobody reads in a program that runs, becomes that of the code.
 *
 * @throws {Error} when it is not an ELF file with notes
 */
export function withLauncher(
  executable: Uint8Array,
  launcher: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.byteLength);
  const long = (at: number) => Number(view.getBigUint64(at, true));
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 2) throw unexpected("no 64-bit ELF");
  const headersAt = long(ELF.headersAt);
  const headers = Array.from({ length: view.getUint16(ELF.headerBytes + 2, true) }, (_, i) => {
    const at = headersAt + i * view.getUint16(ELF.headerBytes, true);
    return { at, type: view.getUint32(at, true), end: long(at + 16) + long(at + 40) };
  });
  const note = headers.find(({ type }) => type === PT_NOTE);
  if (note === undefined) throw unexpected("no notes");
  const elfEnd = long(ELF.sectionsAt) +
    view.getUint16(ELF.sectionBytes, true) * view.getUint16(ELF.sectionBytes + 2, true);
  const loads = headers.filter(({ type }) => type === PT_LOAD);
  const from = roundUp(elfEnd, LARGE_PAGE_BYTES);
  const address = roundUp(Math.max(...loads.map(({ end }) => end)), LARGE_PAGE_BYTES);

  // In whole pages: the data behind it must not be mapped with it.
  const room = roundUp(launcher.length, PAGE_BYTES);
  const joined = new Uint8Array(executable.length + from - elfEnd + room);
  joined.set(executable.subarray(0, elfEnd));
  joined.set(launcher, from);
  joined.set(executable.subarray(elfEnd), from + room);
  const out = new DataView(joined.buffer);
  const entry = out.getBigUint64(ELF.entry, true);
  out.setBigUint64(from, entry - BigInt(address), true);
  out.setBigUint64(ELF.entry, BigInt(address + DISTANCE_BYTES), true);
  out.setUint32(note.at, PT_LOAD, true);
  out.setUint32(note.at + 4, READ_AND_RUN, true);
  // Offset, address, physical address, size in the file, size in memory, alignment.
  [from, address, address, launcher.length, launcher.length, LARGE_PAGE_BYTES].forEach((value, i) =>
    out.setBigUint64(note.at + 8 + 8 * i, BigInt(value), true)
  );
  return joined;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function unexpected(what: string): Error {
  return new Error(
    `Cannot add the launcher: the executable is ${what}; look at scripts/build/add_launcher.ts`,
  );
}
