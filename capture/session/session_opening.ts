/** The beginning of a session: what it cannot be asked for, and how long its sources are waited for. */
import { DeviceError } from "../../ffi/device_error.ts";
import { errorOf } from "../track/track_failure.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionReporter } from "./session_reporter.ts";
import type { LaterStart, SessionOptions } from "./session_types.ts";
import type { Waiting } from "../ground/waiting.ts";

/** How long sources may take to open, and then to deliver their first block, before the others begin without them. */
export const OPEN_MS = 5_000;
const FIRST_BLOCK_MS = 3_000;
/** How much longer a source is waited for when there is none without it. */
const ONLY_MS = 25_000;
/** A wait of an hour, and then another. */
const LONG_MS = 3_600_000;

/**
 * Checks what a session is asked for.
 *
 * @returns whether a device is to be recorded
 * @throws {RangeError} when there is no track, a pace that devices cannot follow, or nowhere to record to
 */
export function checkOptions(
  { tracks, pace, spool, later }: SessionOptions,
): boolean {
  const choices = Object.values(tracks);
  if (choices.length === 0) throw new RangeError("Cannot record: there is no source; name one");
  const hasDevice = choices.some((choice) => choice.kind === "device");
  if (hasDevice && pace !== 1) {
    throw new RangeError(
      `Cannot record a device ${pace} times faster than it plays; use --pace with files only`,
    );
  }
  if ((spool === undefined) === (later === undefined)) {
    throw new RangeError("Cannot record: there must be a spool, or something to wait for");
  }
  return hasDevice;
}

/** What waiting for sources takes. */
export interface OpeningOptions {
  readonly tracks: readonly RemoteTrack[];
  readonly waiting: Waiting;
  readonly reporter: Pick<SessionReporter, "awaiting">;
  readonly later: Pick<LaterStart, "awaitDevices" | "signal"> | undefined;
}

/**
 * Waits until all sources are open, or as many as can be expected.
 *
 * @throws what `throwIfHopeless` throws
 * @throws the signal's reason when it is given up
 */
export async function untilOpened(o: OpeningOptions): Promise<void> {
  const { tracks, waiting, later } = o;
  const isOpening = (t: RemoteTrack) => t.phase === "opening";
  await waiting.until(() => !tracks.some(isOpening), OPEN_MS);
  if (later?.awaitDevices === true) await untilOneIsThere(o);
  // Threads start slowly on a machine that is busy; and a file always opens or fails.
  await waiting.until(
    () =>
      !tracks.some((t) => isOpening(t) && t.choice.kind === "file") &&
      (tracks.some((t) => t.phase === "opened") || !tracks.some(isOpening)),
    ONLY_MS,
  );
  throwIfHopeless(tracks);
}

/** Waits for a device however long that takes; not for a worker that has failed, nor for a file that has. */
async function untilOneIsThere({ tracks, waiting, later, reporter }: OpeningOptions) {
  const signal = later?.signal;
  const mayCome = (t: RemoteTrack) => t.phase === "opening" || t.phase === "unopened";
  const isOver = () => signal?.aborted === true || !tracks.every(mayCome);
  if (!isOver()) reporter.awaiting(tracks);
  const look = () => waiting.happened();
  signal?.addEventListener("abort", look);
  try {
    while (!isOver()) await waiting.until(isOver, LONG_MS);
  } finally {
    signal?.removeEventListener("abort", look);
  }
  signal?.throwIfAborted();
}

/**
 * Waits until every source that was started has delivered its first block, or has had the time to.
 *
 * @throws what `throwIfHopeless` throws
 */
export async function untilHeard(tracks: readonly RemoteTrack[], waiting: Waiting): Promise<void> {
  await waiting.until(() => tracks.every((t) => t.phase !== "opened"), FIRST_BLOCK_MS);
  throwIfHopeless(tracks);
}

/**
 * A file that cannot be played is the person's mistake; one device of two that cannot be opened is not the end.
 *
 * @throws {Deno.errors.InvalidData} when a file cannot be played
 * @throws {DeviceError} when no device could be opened: what the first one said
 */
function throwIfHopeless(tracks: readonly RemoteTrack[]): void {
  const failures = tracks.flatMap((t) => t.failure ?? []);
  const file = failures.find((failure) => failure.kind === "file");
  if (file !== undefined) throw errorOf(file);
  if (tracks.some((t) => !["opening", "unopened", "failed"].includes(t.phase))) return;
  const [first] = failures;
  if (first !== undefined) throw errorOf(first);
  throw new DeviceError(
    "failed",
    `Cannot record: no source has answered for ${
      OPEN_MS / 1000
    } s; restart the sound server, or try again`,
  );
}
