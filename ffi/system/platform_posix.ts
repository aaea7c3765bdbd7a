/** The rules and system calls that Linux and macOS share. */
import { isAbsolute, join } from "node:path";
import process from "node:process";
import type { Environment } from "./platform_rules.ts";
import { withSystemLibrary } from "./system_library.ts";

/** Whether a process runs: signal 0 is sent to nobody, but only to processes that exist. */
export function askProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Numbers that Linux and macOS share. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  5: "EIO",
  8: "ENOEXEC",
  13: "EACCES",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  20: "ENOTDIR",
  26: "ETXTBSY",
  27: "EFBIG",
  28: "ENOSPC",
  30: "EROFS",
};

const JOB_FUNCTIONS = {
  tcgetpgrp: { parameters: [/* fd */ "i32"], result: "i32" },
  getpgrp: { parameters: [], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
const STDERR = 2;

const SIGNAL_FUNCTIONS = {
  signal: { parameters: [/* number */ "i32", /* handler */ "pointer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;
/** SIGTTIN and SIGTTOU of <signal.h>, and SIG_IGN: the same on Linux and macOS. */
const JOB_STOPS = [21, 22];
const IGNORE = 1n;

/** Stays open: it is asked before each drawing, and to open it takes a hundred times longer. */
let jobLibrary: Deno.DynamicLibrary<typeof JOB_FUNCTIONS> | undefined;

/** Whether the terminal behind standard error belongs to this process's group. */
export function isForegroundGroup(library: string): boolean {
  try {
    jobLibrary ??= Deno.dlopen(library, JOB_FUNCTIONS);
  } catch {
    return true;
  }
  const { tcgetpgrp, getpgrp } = jobLibrary.symbols;
  const group = tcgetpgrp(STDERR);
  return group < 0 || group === getpgrp();
}

/** Ignores the signals that stop a background job which uses the terminal. */
export function ignoreJobStops(library: string): void {
  withSystemLibrary(library, SIGNAL_FUNCTIONS, ({ signal }) => {
    for (const number of JOB_STOPS) signal(number, Deno.UnsafePointer.create(IGNORE));
  });
}

const WRITE_FUNCTIONS = {
  write: {
    parameters: [/* fd */ "i32", /* bytes */ "buffer", /* length */ "usize"],
    result: "isize",
    // A terminal may be told to wait, and nothing waits for it.
    nonblocking: true,
  },
} as const satisfies Deno.ForeignLibraryInterface;
const STDIN = 0;

/** Writes to standard input, which is open for that where it is a terminal. */
export async function writeToStdin(
  library: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const opened = Deno.dlopen(library, WRITE_FUNCTIONS);
  const taken = Number(await opened.symbols.write(STDIN, bytes, BigInt(bytes.length)));
  opened.close();
  if (taken > 0) return taken;
  throw new Deno.errors.BrokenPipe("Cannot write to the terminal: it takes nothing");
}

/** The locale's character set: the first of these variables that is set decides (POSIX, XBD 8.2). */
export function localeIsUtf8(env: Environment): boolean {
  return /utf-?8/i.test(env("LC_ALL") || env("LC_CTYPE") || env("LANG") || "");
}

/** The name of an error number. */
export function posixErrorName(number: number): string | undefined {
  return ERROR_NAMES[number];
}

/** Whether a file has this process's user. */
export function isOwnFile(info: Deno.FileInfo): boolean {
  return info.uid === Deno.uid();
}

/**
 * The folder that a shell says it started this in, when the working folder is the root: there the launcher goes when it
 * finds none.
 */
export function saidByShell(current: string, env: Environment): string | undefined {
  return current === "/" ? absolute(env("PWD")) : undefined;
}

/** Takes all rights from others. */
export function closeFolder(path: string, info: Deno.FileInfo): void {
  if (((info.mode ?? 0) & 0o077) !== 0) Deno.chmodSync(path, 0o700);
}

/** A relative path would make a folder depend on where the program was started. */
export function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? path : undefined;
}

/** A folder in another that may not be known. */
export function below(folder: string | undefined, ...names: string[]): string | undefined {
  return folder === undefined ? undefined : join(folder, ...names);
}

/** Bytes left to users other than root. */
export function freeBytesOf(ask: () => { bavail: number; bsize: number }): number | undefined {
  try {
    const { bavail, bsize } = ask();
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/**
 * Something that the system does for as long as a program runs. The program ends when its input does, and so also with
 * this process, however that ends.
 */
export function heldBy(program: string, args: string[]): Disposable {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args, stdin: "piped", stdout: "null", stderr: "null" })
      .spawn();
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
  child.unref();
  return { [Symbol.dispose]: () => void child.stdin.close().catch(() => {}) };
}
