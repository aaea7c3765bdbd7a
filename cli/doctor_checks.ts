/** What the doctor looks at, one after the other; each check says what it found and what to do. */
import { dirname } from "node:path";
import { chooseSource } from "../capture/device_choice.ts";
import type { DeviceProbe } from "../capture/device_probe.ts";
import { devicesFor } from "../capture/devices.ts";
import type { DeviceChoice } from "../capture/source.ts";
import { TRACK_NAMES, type TrackName } from "../capture/spool.ts";
import type { DeviceInfo } from "../ffi/audio_context.ts";
import { secondsLeft } from "./disk_room.ts";
import { LEAST_SECONDS } from "./disk_watch.ts";
import type { DoctorParts, ServerFacts } from "./doctor_parts.ts";
import { jsonDb } from "./events.ts";
import { channelCount, counted, level, timeSpan } from "./figures.ts";
import { leftSpools, leftSpoolsNotice } from "./left_spools.ts";
import { bytesPerSecond } from "./programme_settings.ts";
import { usualSound } from "./session_settings.ts";
import { workFolder } from "./work_folder.ts";

/** What a check found. */
export interface Finding {
  readonly check:
    | "permissions"
    | "cache"
    | "ffmpeg"
    | "folder"
    | "disk"
    | "left"
    | "server"
    | "silence"
    | TrackName;
  readonly state: "ok" | "warn" | "fail";
  /** One line: what was found; what to do, where something is to be done. */
  readonly message: string;
  /** Of a device: what is known of it. */
  readonly device?: {
    readonly name: string;
    readonly id?: string;
    readonly rateHz?: number;
    readonly channels?: number;
    /** dBFS; null for digital silence. */
    readonly peakDb?: number | null;
  };
}

/** What is to be looked at. */
export interface DoctorRequest {
  /** As typed behind `--mic` and `--system`. */
  readonly asked: Readonly<Partial<Record<TrackName, string>>>;
  /** Folders of the file and of the spool. */
  readonly folder: string;
  readonly spool: string;
}

/** Room for less than this is worth a word, seconds. */
const SHORT_ROOM_SECONDS = 2 * 3_600;
const STEM_BYTES_PER_SECOND = 3 * 4 * 48_000;

/** Looks at everything, and tells what it finds as it goes. */
export async function* examine(
  request: DoctorRequest,
  parts: DoctorParts,
): AsyncGenerator<Finding> {
  yield permissions(await parts.missingPermissions());
  yield await cache(parts);
  yield await ffmpeg(parts);
  yield folder(request);
  yield disk(request, parts);
  yield* await left(request);
  yield* sound(request, parts);
}

function permissions(missing: readonly string[]): Finding {
  const check = "permissions";
  if (missing.length === 0) return { check, state: "ok", message: "all that are needed" };
  return {
    check,
    state: "fail",
    message: `${missing.join(", ")} missing; start confrec with them`,
  };
}

async function cache(parts: DoctorParts): Promise<Finding> {
  const check = "cache";
  const wanted = parts.cacheFolder();
  try {
    const path = await parts.unpack("confrec_audio");
    if (wanted === undefined || dirname(path) === wanted) {
      return { check, state: "ok", message: dirname(path) };
    }
    const [why, advice] = wanted === ""
      ? ["this user has none", "set HOME"]
      : [`${wanted} cannot be used`, "make it writable for yourself alone"];
    return {
      check,
      state: "warn",
      message: `${why}, so that each start unpacks anew into ${dirname(path)}; ${advice}`,
    };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

async function ffmpeg(parts: DoctorParts): Promise<Finding> {
  const check = "ffmpeg";
  try {
    const bytes = await parts.encode(await parts.unpack("ffmpeg"));
    if (bytes > 0) return { check, state: "ok", message: "runs, and encodes MP3" };
    return { check, state: "fail", message: "runs, and makes nothing; install confrec again" };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

function folder({ folder, spool }: DoctorRequest): Finding {
  const check = "folder";
  try {
    for (const one of new Set([folder, spool])) workFolder(one)[Symbol.dispose]();
    return { check, state: "ok", message: `${folder} can be written to` };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

function disk({ folder, spool }: DoctorRequest, parts: DoctorParts): Finding {
  const check = "disk";
  const places = { spool, file: folder, freeBytes: (at: string) => parts.freeBytes(at) };
  const left = secondsLeft(places, {
    stemsPerSecond: STEM_BYTES_PER_SECOND,
    filePerSecond: bytesPerSecond(usualSound(), "mp3"),
    growsFile: true,
  }, 0);
  if (left === undefined) {
    return { check, state: "warn", message: "the system does not tell how much room there is" };
  }
  const room = `room for ${timeSpan(left)}`;
  if (left >= SHORT_ROOM_SECONDS) return { check, state: "ok", message: room };
  return {
    check,
    state: left < LEAST_SECONDS ? "fail" : "warn",
    message: `${room}; make room, or choose another place with --out or --spool`,
  };
}

async function left({ spool }: DoctorRequest): Promise<Finding[]> {
  const message = leftSpoolsNotice(spool, await leftSpools(spool));
  return message === undefined ? [] : [{ check: "left", state: "warn", message }];
}

async function* sound(request: DoctorRequest, parts: DoctorParts): AsyncGenerator<Finding> {
  let libraryPath: string;
  let facts: ServerFacts;
  try {
    libraryPath = await parts.unpack("confrec_audio");
    facts = parts.server(libraryPath);
  } catch (error) {
    yield { check: "server", state: "fail", message: messageOf(error) };
    return;
  }
  const count = (track: TrackName) => devicesFor(track, facts.devices).length;
  const message = `${facts.backend}: ${counted(count("mic"), "microphone")}, ` +
    counted(count("system"), "output");
  yield { check: "server", state: "ok", message };
  for (const track of TRACK_NAMES) {
    yield* side(track, request.asked[track], facts, libraryPath, parts);
  }
}

/** The device that would be recorded, then, if none was named, the others. */
async function* side(
  track: TrackName,
  asked: string | undefined,
  { devices }: ServerFacts,
  libraryPath: string,
  parts: DoctorParts,
): AsyncGenerator<Finding> {
  let choice: DeviceChoice;
  try {
    const chosen = chooseSource(track, asked === "default" ? undefined : asked, () => devices);
    if (chosen?.kind !== "device") return;
    choice = chosen;
  } catch (error) {
    yield { check: track, state: "fail", message: messageOf(error) };
    return;
  }
  const isNamed = asked !== undefined && asked !== "default";
  const rest = isNamed ? [] : others(track, choice, devices);
  // Begins at once: what is going to be recorded is listened to meanwhile.
  const glancing = parts.glance(rest, libraryPath).catch((error) => rest.map(() => asError(error)));
  const probe = () => parts.probe(track, choice, libraryPath);
  yield await device(track, choice, true, devices, probe);
  if (choice.silence !== undefined) yield await silence(choice, libraryPath, parts);
  const heard = await glancing;
  for (const [i, other] of rest.entries()) {
    const probed = heard[i] ??
      new Error(`Cannot hear ${other.name}: nobody has listened; try again`);
    yield await device(track, other, false, devices, () => {
      return probed instanceof Error ? Promise.reject(probed) : Promise.resolve(probed);
    });
  }
}

function others(
  track: TrackName,
  chosen: DeviceChoice,
  devices: readonly DeviceInfo[],
): DeviceChoice[] {
  return devicesFor(track, devices)
    .filter(({ id, isDefault }) => chosen.id === undefined ? !isDefault : id !== chosen.id)
    .flatMap(({ id }) => {
      const choice = chooseSource(track, id, () => devices);
      return choice?.kind === "device" ? [choice] : [];
    });
}

/** Whether what is to be recorded is muted, as the system lists it. */
function isMuted(
  track: TrackName,
  choice: DeviceChoice,
  devices: readonly DeviceInfo[],
): boolean {
  return devicesFor(track, devices)
    .some((d) =>
      (choice.id === undefined ? d.isDefault : d.id === choice.id) && d.isMuted === true
    );
}

/** What was heard of a device. What is not going to be used may be out of order. */
async function device(
  track: TrackName,
  choice: DeviceChoice,
  isUsed: boolean,
  devices: readonly DeviceInfo[],
  probe: () => Promise<DeviceProbe>,
): Promise<Finding> {
  const id = choice.id === undefined ? {} : { id: choice.id };
  try {
    const { name, rateHz, channels, peakDb } = await probe();
    const shape = `${rateHz} Hz, ${channelCount(channels)}`;
    const isDead = peakDb === -Infinity;
    const muted = isDead && isMuted(track, choice, devices);
    const heard = muted
      ? "muted; unmute it in the system's sound settings, or turn it up"
      : !isDead
      ? `peak ${level(peakDb)}`
      : track === "system"
      ? "nothing is played at this moment"
      : "digital silence; look at its mute switch and at the system's privacy settings";
    return {
      check: track,
      state: muted || (isDead && track === "mic") ? "warn" : "ok",
      message: `${name}${isUsed ? "" : " (not used)"}: ${shape}, ${heard}`,
      device: { name, ...id, rateHz, channels, peakDb: jsonDb(peakDb) },
    };
  } catch (error) {
    return {
      check: track,
      state: isUsed ? "fail" : "warn",
      message: messageOf(error),
      device: { name: choice.name, ...id },
    };
  }
}

async function silence(
  choice: DeviceChoice,
  libraryPath: string,
  parts: DoctorParts,
): Promise<Finding> {
  const check = "silence";
  try {
    await parts.playSilence(choice, libraryPath);
    return { check, state: "ok", message: `can be played on ${choice.name}` };
  } catch (error) {
    return { check, state: "warn", message: messageOf(error) };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
