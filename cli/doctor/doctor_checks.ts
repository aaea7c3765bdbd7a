/** What the doctor looks at, one after the other; each check says what it found and what to do. */
import { messageOf } from "../../ffi/system/message_of.ts";
import type { DeviceProbe } from "./device_probe.ts";
import type { DoctorRequest, Finding } from "./finding.ts";
import { cache, disk, ffmpeg, folder, left, permissions } from "./place_checks.ts";
import { eventDb } from "../../meeting/events/events.ts";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { chooseSource } from "../../capture/source/device_choice.ts";
import { devicesFor } from "../../capture/source/devices.ts";
import type { DeviceChoice } from "../../capture/source/source.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import type { DoctorWorld, ServerFacts } from "./doctor_world.ts";
import { channelCount, counted, level } from "../../meeting/ground/figures.ts";

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
  yield* await left(request, world);
  yield* sound(request, world);
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
