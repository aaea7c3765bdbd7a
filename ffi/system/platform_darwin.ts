/** The rules and system calls of macOS. */
import type { Platform } from "./platform_rules.ts";
import { statfsSync } from "node:fs";
import {
  absolute,
  askProcess,
  below,
  closeFolder,
  freeBytesOf,
  heldBy,
  ignoreJobStops,
  isForegroundGroup,
  isOwnFile,
  localeIsUtf8,
  posixErrorName,
  saidByShell,
  writeToStdin,
} from "./platform_posix.ts";
import { withSystemLibrary } from "./system_library.ts";

const SYSTEM = "/usr/lib/libSystem.B.dylib";
/** PROC_PIDTBSDINFO of <sys/proc_info.h>, and struct proc_bsdinfo: its size and where pbi_start_tvsec stands. */
const BSD_INFO = { flavor: 3, bytes: 136, startOffset: 120 } as const;

/** Those of errno.h that are macOS' own. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  51: "ENETUNREACH",
  57: "ENOTCONN",
  60: "ETIMEDOUT",
  62: "ELOOP",
  63: "ENAMETOOLONG",
  64: "EHOSTDOWN",
  65: "EHOSTUNREACH",
  69: "EDQUOT",
  70: "ESTALE",
};

const FUNCTIONS = {
  proc_pidinfo: {
    parameters: [
      ...[/* pid */ "i32", /* flavor */ "i32", /* arg */ "u64"] as const,
      ...[/* buffer */ "buffer", /* size */ "i32"] as const,
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** macOS; written from its headers and not yet run there (docs/platforms.md). */
export const darwin: Platform = {
  family: "macos",
  freeBytes: (folder) => freeBytesOf(() => statfsSync(folder)),
  largestFile: () => undefined,
  // Files may have holes without being asked.
  allowHoles: () => true,
  processStartedAt: (pid) =>
    withSystemLibrary(SYSTEM, FUNCTIONS, ({ proc_pidinfo }) => {
      const { flavor, bytes, startOffset } = BSD_INFO;
      const info = new BigUint64Array(bytes / 8);
      if (proc_pidinfo(pid, flavor, 0n, info, bytes) !== bytes) return undefined;
      return `${info[startOffset / 8]}.${info[startOffset / 8 + 1]}`;
    }),
  isAlive: askProcess,
  keepAwake: () => heldBy("caffeinate", ["-i", "cat"]),
  tellManager: () => false,
  cachesFolder: (env) => below(absolute(env("HOME")), "Library", "Caches"),
  settingsFolder: (env) => below(absolute(env("HOME")), "Library", "Application Support"),
  machineSettingsFolder: () => "/etc",
  otherTemporaryFolders: (env) =>
    ["/tmp", "/var/tmp", env("HOME")].flatMap((folder) => absolute(folder) ?? []),
  homeFolder: (env) => absolute(env("HOME")),
  startedIn: saidByShell,
  isOwn: isOwnFile,
  closeToOthers: closeFolder,
  openFilesAreGuarded: false,
  // It has no file that says so.
  ignoresHangup: () => false,
  isForegroundJob: () => isForegroundGroup(SYSTEM),
  ownsWindow: () => false,
  writeToInput: (bytes) => writeToStdin(SYSTEM, bytes),
  outliveBackground: () => ignoreJobStops(SYSTEM),
  keepHeapSmall: () => false,
  writesUtf8: localeIsUtf8,
  errorName: (number) => ERROR_NAMES[number] ?? posixErrorName(number),
  // Names are one thing and open files another here.
  meansInUse: () => false,
  // APFS takes no others.
  unreadableNames: () => 0,
  unusableName: () => undefined,
};
