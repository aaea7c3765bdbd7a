/** The rules and system calls of Windows. */
import type { Platform } from "./platform_rules.ts";
import { isAbsolute, resolve, toNamespacedPath } from "node:path";
import { withSystemLibrary } from "./system_library.ts";

/** ES_CONTINUOUS and ES_SYSTEM_REQUIRED of SetThreadExecutionState. */
const CONTINUOUS = 0x8000_0000;
const SYSTEM_REQUIRED = 0x0000_0001;
/** PROCESS_QUERY_LIMITED_INFORMATION: granted for the processes of all users but protected ones. */
const QUERY = 0x1000;
/** What GetExitCodeProcess says of a process that runs. */
const STILL_ACTIVE = 259;

/** GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE and OPEN_EXISTING of CreateFile. */
const WRITE_ACCESS = 0x4000_0000;
const SHARE_ALL = 0x7;
const OPEN_EXISTING = 3;
/** FSCTL_SET_SPARSE of DeviceIoControl. */
const SET_SPARSE = 0x0009_00c4;

/** System error codes (winerror.h) as the names that POSIX has for the same. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  2: "ENOENT",
  3: "ENOENT",
  5: "EACCES",
  19: "EROFS",
  21: "ENODEV",
  23: "EIO",
  32: "EBUSY",
  33: "EBUSY",
  39: "ENOSPC",
  51: "ENETUNREACH",
  53: "ENETUNREACH",
  55: "ENODEV",
  59: "ENETUNREACH",
  64: "ENETUNREACH",
  67: "ENETUNREACH",
  80: "EEXIST",
  112: "ENOSPC",
  121: "ETIMEDOUT",
  183: "EEXIST",
  193: "ENOEXEC",
  206: "ENAMETOOLONG",
  223: "EFBIG",
  433: "ENODEV",
  1006: "ENODEV",
  1117: "EIO",
  1167: "ENODEV",
  1231: "ENETUNREACH",
  1295: "EDQUOT",
  1392: "EUCLEAN",
  1393: "EUCLEAN",
  1921: "ELOOP",
};

/** ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE. */
const IN_USE = [5, 32, 33, 1224];

const symbols = {
  GetDiskFreeSpaceExW: {
    parameters: [
      ...[/* folder */ "buffer", /* free to the caller */ "buffer"] as const,
      ...[/* total */ "pointer", /* free */ "pointer"] as const,
    ],
    result: "i32",
  },
  OpenProcess: {
    parameters: [/* access */ "u32", /* inherit */ "i32", /* process id */ "u32"],
    result: "pointer",
  },
  GetExitCodeProcess: { parameters: [/* process */ "pointer", /* code */ "buffer"], result: "i32" },
  GetProcessTimes: {
    parameters: [
      ...[/* process */ "pointer", /* created */ "buffer", /* ended */ "buffer"] as const,
      ...[/* kernel */ "buffer", /* user */ "buffer"] as const,
    ],
    result: "i32",
  },
  CloseHandle: { parameters: [/* handle */ "pointer"], result: "i32" },
  CreateFileW: {
    parameters: [
      ...[/* path */ "buffer", /* access */ "u32", /* sharing */ "u32"] as const,
      ...[/* security */ "pointer", /* what to do */ "u32"] as const,
      ...[/* flags */ "u32", /* template */ "pointer"] as const,
    ],
    result: "pointer",
  },
  DeviceIoControl: {
    parameters: [
      ...[/* handle */ "pointer", /* code */ "u32"] as const,
      ...[/* input */ "pointer", /* its bytes */ "u32"] as const,
      ...[/* output */ "pointer", /* its bytes */ "u32"] as const,
      ...[/* bytes given back */ "buffer", /* overlapped */ "pointer"] as const,
    ],
    result: "i32",
  },
  K32EnumProcesses: {
    parameters: [/* ids */ "buffer", /* size in bytes */ "u32", /* bytes filled */ "buffer"],
    result: "i32",
  },
  GetConsoleProcessList: {
    parameters: [/* ids */ "buffer", /* their number */ "u32"],
    result: "u32",
  },
  SetThreadExecutionState: { parameters: [/* flags */ "u32"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Functions = Deno.StaticForeignLibraryInterface<typeof symbols>;

/** Windows 10 and later. */
export const windows: Platform = {
  family: "windows",
  freeBytes: (folder) =>
    withSystem((system) => {
      const free = new BigUint64Array(1);
      // A share's name is taken only with a backslash at its end.
      const name = utf16(`${resolve(folder).replace(/\\$/, "")}\\`);
      return system.GetDiskFreeSpaceExW(name, free, null, null) === 0 ? undefined : Number(free[0]);
    }),
  largestFile: () => undefined,
  allowHoles: (path) =>
    withSystem((system) => {
      const how = [WRITE_ACCESS, SHARE_ALL, null, OPEN_EXISTING, 0, null] as const;
      // A handle of a file that cannot be opened is refused by the calls that follow.
      const file = system.CreateFileW(utf16(toNamespacedPath(resolve(path))), ...how);
      const back = new Uint32Array(1);
      const isDone = system.DeviceIoControl(file, SET_SPARSE, null, 0, null, 0, back, null) !== 0;
      system.CloseHandle(file);
      return isDone;
    }) ?? false,
  processStartedAt: (pid) =>
    withProcess(pid, (system, process) => {
      const [created, ...others] = [0, 1, 2, 3].map(() => new BigUint64Array(1)) as FourTimes;
      if (!runs(system, process)) return undefined;
      if (system.GetProcessTimes(process, created, ...others) === 0) return undefined;
      return `${created[0]}`;
    }),
  isAlive: (pid) => withProcess(pid, runs, (system) => isListed(system, pid)) ?? false,
  keepAwake() {
    const set = (flags: number) => withSystem((system) => system.SetThreadExecutionState(flags));
    set(CONTINUOUS | SYSTEM_REQUIRED);
    return { [Symbol.dispose]: () => void set(CONTINUOUS) };
  },
  tellManager: () => false,
  cachesFolder: (env) => absolute(env("LOCALAPPDATA")),
  settingsFolder: (env) => absolute(env("APPDATA")),
  machineSettingsFolder: (env) => absolute(env("ProgramData")),
  otherTemporaryFolders: (env) => {
    const folder = absolute(env("USERPROFILE"));
    return folder === undefined ? [] : [folder];
  },
  homeFolder: (env) => absolute(env("USERPROFILE")),
  // A folder in which somebody works cannot be removed.
  startedIn: () => undefined,
  isOwn: () => true,
  // The access list is inherited from the user's profile, which is closed to others already.
  closeToOthers: () => {},
  openFilesAreGuarded: true,
  ignoresHangup: () => false,
  // A shell would be in the list, too. Without a console the answer is 0.
  ownsWindow: () =>
    withSystem((system) => system.GetConsoleProcessList(new Uint32Array(2), 2)) === 1,
  isForegroundJob: () => true,
  writeToInput: () => Promise.reject(new Deno.errors.NotSupported("It can only be read here")),
  outliveBackground: () => {},
  keepHeapSmall: () => false,
  // Consoles get UTF-16.
  writesUtf8: () => true,
  errorName: (number) => ERROR_NAMES[number],
  meansInUse: (error) =>
    error instanceof Error &&
    IN_USE.includes(Number(/\(os error (\d+)\)/.exec(error.message)?.[1])),
  // They are UTF-16.
  unreadableNames: () => 0,
  unusableName,
};

/** A relative path would make a folder depend on where the program was started. */
function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? path : undefined;
}

type FourTimes = [BigUint64Array, BigUint64Array, BigUint64Array, BigUint64Array];

/**
 * Why Windows has no file of this name: what stands in "Naming Files, Paths, and Namespaces", the manual's page.
 *
 * Names of old devices are taken whatever ending they have: writing to CON.mp3 would write to the console.
 */
function unusableName(path: string): string | undefined {
  const names = path.replace(/^\\\\[?.]\\(UNC\\)?/i, "").replace(/^[a-z]:/i, "").split(/[\\/]+/);
  for (const name of names) {
    // What Windows writes for "one to three" above a digit counts as the digit.
    if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*|:.*)?$/i.test(name)) {
      return `${name} is the name of a device on Windows; choose another name`;
    }
    const bad = /[<>:"|?*\p{Cc}]/u.exec(name)?.[0];
    if (bad !== undefined) {
      const shown = /\p{Cc}/u.test(bad) ? "control characters" : bad;
      return `Windows allows no ${shown} in a file name; choose another name`;
    }
    if (/[^.][. ]+$/.test(name)) {
      return `Windows drops the dots and spaces at the end of "${name}"; choose another name`;
    }
  }
  return undefined;
}

function runs(system: Functions, process: Deno.PointerValue): boolean {
  const code = new Uint32Array(1);
  return system.GetExitCodeProcess(process, code) === 0 || code[0] === STILL_ACTIVE;
}

/** Whether a process is among all that run, the protected ones too. */
function isListed(system: Functions, pid: number): boolean {
  const ids = new Uint32Array(16_384);
  const filled = new Uint32Array(1);
  if (system.K32EnumProcesses(ids, ids.byteLength, filled) === 0) return true;
  return ids.subarray(0, (filled[0] ?? 0) / ids.BYTES_PER_ELEMENT).includes(pid);
}

/** Runs with a process's handle, or `otherwise` for one that is not there or not open to this user. */
function withProcess<T>(
  pid: number,
  run: (system: Functions, process: Deno.PointerValue) => T,
  otherwise: (system: Functions) => T | undefined = () => undefined,
): T | undefined {
  return withSystem((system) => {
    const process = system.OpenProcess(QUERY, 0, pid);
    if (process === null) return otherwise(system);
    try {
      return run(system, process);
    } finally {
      system.CloseHandle(process);
    }
  });
}

function withSystem<T>(run: (system: Functions) => T): T | undefined {
  return withSystemLibrary("kernel32.dll", symbols, run);
}

/** Text with a zero at its end, as Windows' wide functions take it. */
function utf16(text: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: text.length + 1 }, (_, i) => text.charCodeAt(i) || 0);
}
