/** What an exception in a track's worker means to the session. */
import { type SystemErrorKind, systemTrouble } from "../../ffi/system/system_error.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import type { TrackFailure } from "./track_protocol.ts";

/** What makes a stem impossible to go on with: the disk, not the input. */
const DISK_KINDS: readonly SystemErrorKind[] = [
  ...["full", "too-large", "damaged", "read-only", "unreachable"] as const,
];

/**
 * What an error says about a track.
 *
 * @param error anything that was thrown
 * @param opening whether it was thrown while the source was being opened
 */
export function trackFailureOf(error: unknown, opening: boolean): Omit<TrackFailure, "report"> {
  if (error instanceof DeviceError) {
    const { kind, message, reason } = error;
    return reason === message ? { kind, message } : { kind, message, reason };
  }
  if (!(error instanceof Error)) return { kind: "bug", message: String(error) };
  const { message } = error;
  const trouble = systemTrouble(error);
  if (trouble !== undefined && DISK_KINDS.includes(trouble.kind)) {
    return { kind: "disk", message, reason: trouble.why };
  }
  const unusable = error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied;
  // Only a file that is opened, or that became shorter while it was played, is somebody's input.
  if (unusable || (opening && error instanceof RangeError)) return { kind: "file", message };
  return { kind: "bug", message: error.stack ?? message };
}

/** The error that a person gets to see, when a session cannot begin because of a failure. */
export function errorOf({ kind, message, reason = message }: TrackFailure): Error {
  switch (kind) {
    case "file":
      return new Deno.errors.InvalidData(message);
    case "disk":
    case "bug":
      return new Error(message);
    default:
      return new DeviceError(kind, message, { reason });
  }
}

/** Why a side is away, as a clause. */
export function reasonOf({ message, reason = message }: TrackFailure): string {
  return reason;
}
