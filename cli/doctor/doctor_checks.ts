/** What the doctor looks at, one after the other; each check says what it found and what to do. */
import type { DeviceProbe } from "./device_probe.ts";
import { eventDb } from "../../meeting/events/events.ts";
import { diskNeeds } from "../../meeting/output/disk_needs.ts";
import { usualSound } from "../../meeting/settings/sound_settings.ts";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { dirname } from "node:path";
import { chooseSource } from "../../capture/source/device_choice.ts";
import { devicesFor } from "../../capture/source/devices.ts";
import type { DeviceChoice } from "../../capture/source/source.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { secondsLeft } from "../../meeting/output/disk_space.ts";
import { LEAST_SECONDS } from "../../meeting/output/disk_watch.ts";
import type { DoctorWorld, ServerFacts } from "./doctor_world.ts";
import { channelCount, counted, level, timeSpan } from "../../meeting/ground/figures.ts";
import { leftSpools, leftSpoolsNotice } from "../../meeting/recover/left_spools.ts";
import { workFolder } from "../../meeting/output/work_folder.ts";

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

/** Space for less than this is worth a word, seconds. */
const SHORT_SPACE_SECONDS = 2 * 3_600;

/** Looks at everything, and tells what it finds as it goes. */
export async function* examine(
  request: DoctorRequest,
  world: DoctorWorld,
): AsyncGenerator<Finding> {
  yield permissions(await world.missingPermissions());
  yield await cache(world);
  yield await ffmpeg(world);
  yield await folder(request);
  yield disk(request, world);
  yield* await left(request);
  yield* sound(request, world);
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

async function cache(world: DoctorWorld): Promise<Finding> {
  const check = "cache";
  const wanted = world.cacheFolder();
  try {
    const path = await world.unpack("confrec_audio");
    if (wanted === undefined || dirname(path) === wanted) {
      return { check, state: "ok", message: dirname(path) };
    }
    const [why, advice] = wanted === "" ? ["this user has none", "set HOME"] : [
      `${wanted} cannot be used`,
      "make it writable for yourself alone, and allow programs there",
    ];
    return {
      check,
      state: "warn",
      message: `${why}, so that each start unpacks anew into ${dirname(path)}; ${advice}`,
    };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

async function ffmpeg(world: DoctorWorld): Promise<Finding> {
  const check = "ffmpeg";
  try {
    const bytes = await world.encode(await world.unpack("ffmpeg"));
    if (bytes > 0) return { check, state: "ok", message: "runs, and encodes MP3" };
    return { check, state: "fail", message: "runs, and makes nothing; install confrec again" };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

async function folder({ folder, spool }: DoctorRequest): Promise<Finding> {
  const check = "folder";
  try {
    for (const one of new Set([folder, spool])) (await workFolder(one))[Symbol.dispose]();
    return { check, state: "ok", message: `${folder} can be written to` };
  } catch (error) {
    return { check, state: "fail", message: messageOf(error) };
  }
}

function disk({ folder, spool }: DoctorRequest, world: DoctorWorld): Finding {
  const check = "disk";
  const places = { spool, file: folder, freeBytes: (at: string) => world.freeBytes(at) };
  const left = secondsLeft(places, diskNeeds(usualSound(), "mp3", { mic: true, system: true }), 0);
  if (left === undefined) {
    return { check, state: "warn", message: "the system does not say how much space there is" };
  }
  const space = `space for ${timeSpan(left)}`;
  if (left >= SHORT_SPACE_SECONDS) return { check, state: "ok", message: space };
  return {
    check,
    state: left < LEAST_SECONDS ? "fail" : "warn",
    message: `${space}; free some, or choose another place with --out or --spool`,
  };
}

async function left({ spool }: DoctorRequest): Promise<Finding[]> {
  const message = leftSpoolsNotice(spool, await leftSpools(spool));
  return message === undefined ? [] : [{ check: "left", state: "warn", message }];
}

async function* sound(request: DoctorRequest, world: DoctorWorld): AsyncGenerator<Finding> {
  let libraryPath: string;
  let facts: ServerFacts;
  try {
    libraryPath = await world.unpack("confrec_audio");
    facts = world.server(libraryPath);
  } catch (error) {
    yield { check: "server", state: "fail", message: messageOf(error) };
    return;
  }
  const count = (track: TrackName) => devicesFor(track, facts.devices).length;
  const message = `${facts.backend}: ${counted(count("mic"), "microphone")}, ` +
    counted(count("system"), "output");
  yield { check: "server", state: "ok", message };
  for (const track of TRACK_NAMES) {
    yield* side(track, request.asked[track], facts, libraryPath, world);
  }
}

/** The device that would be recorded, then, if none was named, the others. */
async function* side(
  track: TrackName,
  asked: string | undefined,
  { devices }: ServerFacts,
  libraryPath: string,
  world: DoctorWorld,
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
  const glancing = world.glance(rest, libraryPath).catch((error) => rest.map(() => asError(error)));
  const probe = () => world.probe(track, choice, libraryPath);
  yield await device(track, choice, true, devices, probe);
  if (choice.silence !== undefined) yield await silence(choice, libraryPath, world);
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

/** What is to be recorded as the system lists it; without an id the default device is meant. */
function listedDevice(
  track: TrackName,
  choice: DeviceChoice,
  devices: readonly DeviceInfo[],
): DeviceInfo | undefined {
  return devicesFor(track, devices).find(({ id, isDefault }) => {
    return choice.id === undefined ? isDefault : id === choice.id;
  });
}

/** What was heard of a device. What is not going to be used may be out of order. */
async function device(
  track: TrackName,
  choice: DeviceChoice,
  isUsed: boolean,
  devices: readonly DeviceInfo[],
  probe: () => Promise<DeviceProbe>,
): Promise<Finding> {
  const listed = listedDevice(track, choice, devices);
  const known = choice.id ?? listed?.id;
  const id = known === undefined ? {} : { id: known };
  try {
    const { name, rateHz, channels, peakDb } = await probe();
    const shape = `${rateHz} Hz, ${channelCount(channels)}`;
    const isDead = peakDb === -Infinity;
    const muted = isDead && listed?.isMuted === true;
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
      device: { name, ...id, rateHz, channels, peakDb: eventDb(peakDb) },
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
  world: DoctorWorld,
): Promise<Finding> {
  const check = "silence";
  try {
    await world.playSilence(choice, libraryPath);
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
