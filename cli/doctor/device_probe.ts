/** A short recording of one device, to see whether it works. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { Session } from "../../capture/session/session.ts";
import type { SessionEvent } from "../../capture/session/session_types.ts";
import type { DeviceChoice } from "../../capture/source/source.ts";
import { Spool } from "../../capture/spool/spool.ts";

/** What is to be tried. */
export interface ProbeRequest {
  readonly track: TrackName;
  readonly choice: DeviceChoice;
  readonly libraryPath: string;
  /** An empty place for what is recorded; it is removed again. */
  readonly spoolFolder: string;
  readonly seconds: number;
}

/** What a device gave. */
export interface DeviceProbe {
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
  /** Highest sample, dBFS; −Infinity for digital silence. */
  readonly peakDb: number;
  /** Time in which nothing came, seconds. */
  readonly missingSeconds: number;
}

/**
 * Records a device as a session does, with its worker, watchdog and silence.
 *
 * @throws {DeviceError} when it does not open, or opens and delivers nothing
 */
export async function probeDevice(request: ProbeRequest): Promise<DeviceProbe> {
  const { track, choice, libraryPath, spoolFolder, seconds } = request;
  using spool = await Spool.create(spoolFolder);
  let peakDb = -Infinity;
  let started: { name: string; rateHz: number; channels: number } | undefined;
  let lost: string | undefined;
  const onEvent = (event: SessionEvent) => {
    if (event.type === "started") started = event.tracks[track];
    else if (event.type === "track-lost") lost = event.reason;
    else if (event.type === "progress") {
      peakDb = Math.max(peakDb, event.tracks[track]?.peakDb ?? -Infinity);
    }
  };
  const session = await Session.start({
    rateHz: 48_000,
    tracks: { [track]: choice },
    spool,
    libraryPath,
    pace: 1,
    durationSeconds: seconds,
    onEvent,
  });
  await session.ended;
  const report = await session.stop();
  await session.closed;
  spool.remove();
  const own = report.tracks[track];
  const missingSeconds = own?.gaps.seconds ?? seconds;
  if (started === undefined || own === undefined || missingSeconds >= seconds - 0.1) {
    const why = lost ?? "it opens, and delivers nothing";
    const options = track === "mic" ? "--mic" : "--system";
    throw new DeviceError(
      "failed",
      `Cannot hear ${choice.name}: ${why}; plug it in again, restart the sound server, or choose ` +
        `another with ${options}`,
    );
  }
  return { ...started, peakDb, missingSeconds };
}
