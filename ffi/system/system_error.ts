/** What an error of the operating system means, and what a person can do about it: the one place that knows. */
import { platform } from "./platform.ts";

/** What happened, by what a person can do about it. */
export type SystemErrorKind =
  /** There is no space left, or the user's share of it is used up. */
  | "full"
  /** The user lacks the permission. */
  | "denied"
  /** The disk can only be read. */
  | "read-only"
  /** Another program has the file open. */
  | "busy"
  /** The file or its folder is not there. */
  | "gone"
  /** Something is there already. */
  | "exists"
  /** The file system takes no file of this size. */
  | "too-large"
  /** The path cannot be used: too long, or a loop of links. */
  | "bad-path"
  /** The file is no program for this machine. */
  | "no-program"
  /** A network share does not answer, or has been replaced. */
  | "unreachable"
  /** The disk itself fails. */
  | "damaged";

/** An error in words. */
export interface SystemTrouble {
  readonly kind: SystemErrorKind;
  /** The system's name for it, such as ENOSPC. */
  readonly code: string;
  /** A clause that stands behind "Cannot …:". */
  readonly why: string;
  /** A clause that says what to do. */
  readonly remedy: string;
}

type Meaning = Omit<SystemTrouble, "code">;

const FULL: Meaning = { kind: "full", why: "the disk is full", remedy: "free space" };
const DENIED: Meaning = {
  kind: "denied",
  why: "no permission to write there",
  remedy: "check the folder's permissions",
};
const BUSY: Meaning = {
  kind: "busy",
  why: "another program has it open",
  remedy: "close it there",
};
const GONE: Meaning = {
  kind: "gone",
  why: "its folder is not there",
  remedy: "bring it back",
};
const UNREACHABLE: Meaning = {
  kind: "unreachable",
  why: "the network share does not answer",
  remedy: "connect it again",
};

const UNPLUGGED: Meaning = {
  kind: "unreachable",
  why: "the disk is not there any more",
  remedy: "connect it again",
};
const CORRUPT: Meaning = {
  kind: "damaged",
  why: "the disk's file system is damaged",
  remedy: "have the system repair it",
};

/** By the names that POSIX gives (errno.h); Windows' numbers are brought to these by `platform.errorName`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOSPC: FULL,
  EDQUOT: { kind: "full", why: "the quota on this disk is used up", remedy: "free space" },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { kind: "read-only", why: "the disk is read-only", remedy: "make it writable" },
  EBUSY: BUSY,
  ETXTBSY: BUSY,
  ENOENT: GONE,
  ENOTDIR: GONE,
  EEXIST: { kind: "exists", why: "it exists", remedy: "move it away" },
  EFBIG: {
    kind: "too-large",
    why: "the file system takes no file of this size",
    remedy: "use a disk that takes large files (FAT does not)",
  },
  ENAMETOOLONG: { kind: "bad-path", why: "the name is too long", remedy: "use a shorter one" },
  ELOOP: {
    kind: "bad-path",
    why: "its links lead in a circle",
    remedy: "use another path",
  },
  ENOEXEC: {
    kind: "no-program",
    why: "it is not a program for this machine",
    remedy: "install the confrec that was made for this machine",
  },
  ESTALE: {
    kind: "unreachable",
    why: "the network share has been replaced",
    remedy: "connect it again",
  },
  ENETUNREACH: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  EHOSTDOWN: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  ENOTCONN: UNREACHABLE,
  EIO: { kind: "damaged", why: "the disk reports an error", remedy: "check the disk" },
  // What Linux' file systems say of their own damage.
  EUCLEAN: CORRUPT,
  EBADMSG: CORRUPT,
  ENODEV: UNPLUGGED,
};

/** Deno has classes of its own for some, also where it gives no code. */
const CLASSES: readonly (readonly [new (message: string) => Error, string])[] = [
  [Deno.errors.NotFound, "ENOENT"],
  [Deno.errors.NotADirectory, "ENOTDIR"],
  [Deno.errors.PermissionDenied, "EACCES"],
  [Deno.errors.AlreadyExists, "EEXIST"],
  [Deno.errors.Busy, "EBUSY"],
  [Deno.errors.FilesystemLoop, "ELOOP"],
  [Deno.errors.NetworkUnreachable, "ENETUNREACH"],
];

/**
 * What an error of the operating system means.
 *
 * @returns undefined for what did not come from the system, and for codes that no recording meets
 */
export function systemTrouble(error: unknown): SystemTrouble | undefined {
  const code = systemCode(error);
  const meaning = code === undefined ? undefined : MEANINGS[code];
  return code === undefined || meaning === undefined ? undefined : { code, ...meaning };
}

/**
 * The system's name for an error, such as ENOSPC.
 *
 * An error that comes from a worker has lost its code and its class, but its message still has the system's number.
 */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  const named = number === undefined ? undefined : platform.errorName(Number(number));
  return named ?? CLASSES.find(([one]) => error instanceof one)?.[1];
}
