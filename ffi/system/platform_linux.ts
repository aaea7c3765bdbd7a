/** The rules and system calls of Linux. */
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
import { readText, writeText } from "./text.ts";

const LIBC = "libc.so.6";

/** Longest text of a file in /proc that is read here, bytes. */
const TEXT_BYTES = 4_096;

const DISK_FUNCTIONS = {
  statvfs: { parameters: [/* path */ "buffer", /* facts */ "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
/** Words of struct statvfs of <sys/statvfs.h>, and where f_frsize and f_bavail stand, which is counted in it. */
const DISK_WORDS = { all: 14, unit: 1, free: 4 } as const;
/** Stays open: it is asked all the time. */
let diskLibrary: Deno.DynamicLibrary<typeof DISK_FUNCTIONS> | undefined;

/** MSDOS_SUPER_MAGIC of linux/magic.h: FAT in all its widths, but not exFAT. */
const MSDOS_MAGIC = 0x4d44;

/** Those of errno.h that are Linux' own. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  36: "ENAMETOOLONG",
  40: "ELOOP",
  74: "EBADMSG",
  101: "ENETUNREACH",
  107: "ENOTCONN",
  110: "ETIMEDOUT",
  112: "EHOSTDOWN",
  113: "EHOSTUNREACH",
  116: "ESTALE",
  117: "EUCLEAN",
  122: "EDQUOT",
};

/** Signal 1, counted from bit 0. */
const SIGHUP_BIT = 1n;

const FILE_FUNCTIONS = {
  fopen: { parameters: [/* path */ "buffer", /* mode */ "buffer"], result: "pointer" },
  fread: {
    parameters: [/* to */ "buffer", /* size */ "usize", /* count */ "usize", /* file */ "pointer"],
    result: "usize",
  },
  fclose: { parameters: [/* file */ "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const FOLDER_FUNCTIONS = {
  opendir: { parameters: [/* path */ "buffer"], result: "pointer" },
  readdir: { parameters: [/* folder */ "pointer"], result: "pointer" },
  closedir: { parameters: [/* folder */ "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
/** Where d_name stands in struct dirent of <dirent.h>, with 64-bit offsets. */
const NAME_OFFSET = 19;
/** Entries of a folder that are looked at. */
const MOST_ENTRIES = 100_000;

const SOCKET_FUNCTIONS = {
  socket: {
    parameters: [/* domain */ "i32", /* type */ "i32", /* protocol */ "i32"],
    result: "i32",
  },
  sendto: {
    parameters: [
      ...[
        /* socket */ "i32",
        /* bytes */ "buffer",
        /* length */ "usize",
        /* flags */ "i32",
      ] as const,
      ...[/* address */ "buffer", /* address length */ "u32"] as const,
    ],
    result: "isize",
  },
  close: { parameters: [/* file */ "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
/** Of <sys/socket.h>: AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, MSG_DONTWAIT | MSG_NOSIGNAL. */
const [AF_UNIX, DATAGRAM, AT_ONCE] = [1, 0x80002, 0x4040];
/** Bytes of sun_path in struct sockaddr_un. */
const MOST_SOCKET_BYTES = 108;

const HEAP_FUNCTIONS = {
  mallopt: { parameters: [/* parameter */ "i32", /* value */ "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;
/**
 * Of <malloc.h>: M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD. glibc gives each thread a heap of its own, and keeps there
 * the most that was ever used; with these, two heaps for all, and large blocks outside of them.
 */
const HEAP_SETTINGS = [[-8, 2], [-3, 262_144], [-1, 131_072]] as const;

/** Linux with glibc. */
export const linux: Platform = {
  family: "linux",
  freeBytes: (folder) => freeBytesOf(() => countedFree(folder)),
  largestFile(folder) {
    try {
      return statfsSync(folder).type === MSDOS_MAGIC ? 2 ** 32 - 1 : undefined;
    } catch {
      return undefined;
    }
  },
  // Files may have holes without being asked.
  allowHoles: () => true,
  processStartedAt(pid) {
    const stat = readSmallFile(`/proc/${pid}/stat`);
    // The name in brackets may contain anything, brackets too; the start, in clock ticks, is the 20th word behind it.
    const ticks = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readSmallFile("/proc/sys/kernel/random/boot_id")?.trim();
    return ticks === undefined ? undefined : `${ticks}@${boot ?? "unknown"}`;
  },
  isAlive: askProcess,
  keepAwake: () =>
    heldBy("systemd-inhibit", [
      ...["--what=idle:sleep", "--mode=block", "--who=confrec", "--why=Recording a conference"],
      "cat",
    ]),
  tellManager: sendDatagram,
  // That relative paths are ignored is the XDG base directory specification's rule.
  cachesFolder: (env) => absolute(env("XDG_CACHE_HOME")) ?? below(absolute(env("HOME")), ".cache"),
  settingsFolder: (env) =>
    absolute(env("XDG_CONFIG_HOME")) ?? below(absolute(env("HOME")), ".config"),
  machineSettingsFolder: () => "/etc",
  otherTemporaryFolders: (env) =>
    ["/tmp", "/var/tmp", env("XDG_RUNTIME_DIR"), env("HOME")].flatMap((folder) =>
      absolute(folder) ?? []
    ),
  homeFolder: (env) => absolute(env("HOME")),
  startedIn: saidByShell,
  isOwn: isOwnFile,
  closeToOthers: closeFolder,
  openFilesAreGuarded: false,
  ignoresHangup() {
    const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readSmallFile("/proc/self/status") ?? "")?.[1];
    return ignored !== undefined && (BigInt(`0x${ignored}`) & SIGHUP_BIT) !== 0n;
  },
  isForegroundJob: () => isForegroundGroup(LIBC),
  ownsWindow: () => false,
  writeToInput: (bytes) => writeToStdin(LIBC, bytes),
  outliveBackground: () => ignoreJobStops(LIBC),
  keepHeapSmall: () =>
    withSystemLibrary(LIBC, HEAP_FUNCTIONS, ({ mallopt }) => {
      return HEAP_SETTINGS.every(([parameter, value]) => mallopt(parameter, value) === 1);
    }) ?? false,
  writesUtf8: localeIsUtf8,
  errorName: (number) => ERROR_NAMES[number] ?? posixErrorName(number),
  // Names are one thing and open files another here.
  meansInUse: () => false,
  unreadableNames: countUnreadable,
  unusableName: () => undefined,
};

/**
 * What df counts: blocks of the unit in which they are counted, which is not the block that is best to write. On a share
 * mounted by sshfs the second may be 256 times as long, and it is the only one that Deno tells.
 */
function countedFree(folder: string): { bavail: number; bsize: number } {
  try {
    diskLibrary ??= Deno.dlopen(LIBC, DISK_FUNCTIONS);
  } catch {
    return statfsSync(folder);
  }
  const facts = new BigUint64Array(DISK_WORDS.all);
  if (diskLibrary.symbols.statvfs(writeText(folder), facts) !== 0) return statfsSync(folder);
  return { bavail: Number(facts[DISK_WORDS.free]), bsize: Number(facts[DISK_WORDS.unit]) };
}

/**
 * Reads a file below /proc. Deno's own functions would want every permission for that, ours include only `--allow-ffi`.
 *
 * @returns undefined when it is not there
 */
function readSmallFile(path: string): string | undefined {
  return withSystemLibrary(LIBC, FILE_FUNCTIONS, ({ fopen, fread, fclose }) => {
    const file = fopen(writeText(path), writeText("r"));
    if (file === null) return undefined;
    const bytes = new Uint8Array(TEXT_BYTES);
    const length = Number(fread(bytes, 1n, BigInt(TEXT_BYTES), file));
    fclose(file);
    return length === 0 ? undefined : readText(bytes, 0, length);
  });
}

/** A message on a Unix socket; Deno's own sockets would want the permission for the network. */
function sendDatagram(socketName: string, text: string): boolean {
  const name = new TextEncoder().encode(socketName);
  if (!/^[@/]./.test(socketName) || name.length >= MOST_SOCKET_BYTES) return false;
  const isPath = name[0] === 0x2f;
  // A path ends with a zero; a name that is no path begins with one.
  const address = new Uint8Array(2 + name.length + (isPath ? 1 : 0));
  new Uint16Array(address.buffer, 0, 1)[0] = AF_UNIX;
  address.set(name, 2);
  if (!isPath) address[2] = 0;
  const bytes = new TextEncoder().encode(text);
  return withSystemLibrary("libc.so.6", SOCKET_FUNCTIONS, ({ socket, sendto, close }) => {
    const file = socket(AF_UNIX, DATAGRAM, 0);
    if (file < 0) return false;
    const sent = sendto(file, bytes, BigInt(bytes.length), AT_ONCE, address, address.length);
    close(file);
    return Number(sent) === bytes.length;
  }) ?? false;
}

/** Deno leaves such names out without a word. */
function countUnreadable(folder: string): number {
  return withSystemLibrary(LIBC, FOLDER_FUNCTIONS, ({ opendir, readdir, closedir }) => {
    const open = opendir(writeText(folder));
    if (open === null) return 0;
    let count = 0;
    for (let left = MOST_ENTRIES; left > 0; left--) {
      const entry = readdir(open);
      if (entry === null) break;
      const view = new Deno.UnsafePointerView(entry);
      const bytes: number[] = [];
      for (let at = NAME_OFFSET, byte = view.getUint8(at); byte !== 0; byte = view.getUint8(++at)) {
        bytes.push(byte);
      }
      if (!isText(Uint8Array.from(bytes))) count++;
    }
    closedir(open);
    return count;
  }) ?? 0;
}

function isText(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
