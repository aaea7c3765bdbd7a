/** What an exception in a track's worker means to the session. */
import { DeviceError } from "../../ffi/device_error.ts";
import { platform } from "../../ffi/system/platform.ts";
import type { TrackFailure } from "./track_protocol.ts";

/** What file systems say when there is no room, or the disk is no longer there. */
const DISK_CODES: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS", "ESTALE"];

/**
 * What an error says about a track.
 *
 * @param error anything that was thrown
 * @param opening whether it was thrown while the source was being opened
 */
export function trackFailureOf(error: unknown, opening: boolean): Omit<TrackFailure, "report"> {
  if (error instanceof DeviceError) return { kind: error.kind, message: error.message };
  if (!(error instanceof Error)) return { kind: "bug", message: String(error) };
  const { message } = error;
  if (DISK_CODES.includes(codeOf(error))) return { kind: "disk", message };
  const unusable = error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied;
  // Only a file that is opened, or that became shorter while it was played, is somebody's input.
  if (unusable || (opening && error instanceof RangeError)) return { kind: "file", message };
  return { kind: "bug", message: error.stack ?? message };
}

/** Deno has no code for some, such as EFBIG, but always the number. */
function codeOf(error: Error): unknown {
  const { code } = error as { code?: unknown };
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  return code ?? (number === undefined ? undefined : platform.errorName(Number(number)));
}

/** The error that a person is told, when a session cannot begin because of a failure. */
export function errorOf({ kind, message }: TrackFailure): Error {
  switch (kind) {
    case "file":
      return new Deno.errors.InvalidData(message);
    case "disk":
    case "bug":
      return new Error(message);
    default:
      return new DeviceError(kind, message);
  }
}
