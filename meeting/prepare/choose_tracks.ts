/** From what somebody asks for to the sources of a recording. */
import { type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import {
  awaitedDefault,
  awaitedDevice,
  chooseSource,
  DeviceChoiceError,
} from "../../capture/source/device_choice.ts";
import { chooseMonitor, monitorWarning } from "../../capture/source/monitor_choice.ts";
import type { DeviceChoice, SourceChoice } from "../../capture/source/source.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { UserError } from "../ground/user_error.ts";
import type { MeetingSettings } from "../settings/meeting_settings.ts";

/**
 * Finds the sources; devices are asked for only when one is needed.
 *
 * @param onTrouble where nobody is there to choose another: hears what is done without. Otherwise that is thrown.
 * @throws {DeviceError} when there is none at all
 * @throws {DeviceChoiceError} when a name fits none, or several, or the monitor would be recorded
 * @throws {UserError} of kind usage: a pace that no device can follow
 */
export async function chooseTracks(
  settings: MeetingSettings,
  listDevices: () => Promise<readonly DeviceInfo[]>,
  onTrouble?: (trouble: string) => void,
): Promise<PerTrack<SourceChoice>> {
  const needsList = TRACK_NAMES.some((track) => {
    return settings[track] !== "none" && settings[track]?.startsWith("file:") !== true;
  });
  const { waitForDevices } = settings;
  const devices = needsList ? await listedDevices(waitForDevices, listDevices) : [];
  const tracks: PerTrack<SourceChoice> = {};
  const missing: DeviceError[] = [];
  for (const track of TRACK_NAMES) {
    const asked = settings[track];
    const spare = track === "mic" ? spareFor(settings, devices, onTrouble) : undefined;
    const isWaitedFor = waitForDevices || spare !== undefined;
    try {
      const choice = chooseSource(track, asked === "default" ? undefined : asked, () => devices);
      if (choice) tracks[track] = withSpare(choice, spare);
    } catch (error) {
      const { absent, ambiguous } = error instanceof DeviceChoiceError ? error : {};
      const awaited = absent ?? (onTrouble && ambiguous);
      if (isWaitedFor && awaited !== undefined) {
        if (ambiguous !== undefined) onTrouble?.(messageOf(error));
        tracks[track] = withSpare(awaitedDevice(track, awaited), spare);
        continue;
      }
      if (!isMissing(error)) throw error;
      // One half is better than nothing, and the other may still be plugged in.
      missing.push(error);
      tracks[track] = withSpare(awaitedDefault(track), spare);
    }
  }
  const [first] = missing;
  if (!waitForDevices && first !== undefined && missing.length === Object.keys(tracks).length) {
    throw first;
  }
  checkPace(settings, tracks);
  try {
    return withMonitor(settings, tracks, devices);
  } catch (error) {
    if (!onTrouble || !(error instanceof DeviceChoiceError)) throw error;
    onTrouble(`${messageOf(error)}; it is recorded without`);
    return tracks;
  }
}

/**
 * The microphone that stands in for the one of `--mic`.
 *
 * @throws {DeviceChoiceError} when its name fits several, or none and nobody waits
 */
function spareFor(
  { micFallback: asked, waitForDevices }: MeetingSettings,
  devices: readonly DeviceInfo[],
  onTrouble: ((trouble: string) => void) | undefined,
): DeviceChoice | undefined {
  if (asked === undefined) return undefined;
  try {
    const choice = chooseSource("mic", asked === "default" ? undefined : asked, () => devices);
    return choice?.kind === "device" ? choice : undefined;
  } catch (error) {
    const { absent, ambiguous } = error instanceof DeviceChoiceError ? error : {};
    if (ambiguous !== undefined) onTrouble?.(messageOf(error));
    const awaited = absent ?? (onTrouble && ambiguous);
    if (waitForDevices && awaited !== undefined) return awaitedDevice("mic", awaited);
    if (!isMissing(error)) throw error;
    return awaitedDefault("mic");
  }
}

/** Whether another device is recorded while this one is not there. */
export function isSpared(choice: SourceChoice | undefined): boolean {
  return choice?.kind === "device" && choice.spare !== undefined;
}

function withSpare(choice: SourceChoice, spare: DeviceChoice | undefined): SourceChoice {
  return choice.kind === "file" || spare === undefined ? choice : { ...choice, spare };
}

async function listedDevices(
  waitForDevices: boolean,
  listDevices: () => Promise<readonly DeviceInfo[]>,
): Promise<readonly DeviceInfo[]> {
  try {
    return await listDevices();
  } catch (error) {
    // The sound server may come later, too.
    if (waitForDevices && error instanceof DeviceError) return [];
    throw error;
  }
}

function isMissing(error: unknown): error is DeviceError {
  return error instanceof DeviceError && error.kind === "missing";
}

/** What there is to say of the tracks beforehand. */
export function trackWarnings({ mic }: PerTrack<SourceChoice>): string[] {
  const monitor = mic?.kind === "device" ? mic.monitor : undefined;
  return [monitor && monitorWarning(monitor)].filter((message) => message !== undefined);
}

/** The microphone with its monitor, where one is asked for; both sides know which output that is. */
function withMonitor(
  { monitor: asked, monitorGain: gainDb }: MeetingSettings,
  tracks: PerTrack<SourceChoice>,
  devices: readonly DeviceInfo[],
): PerTrack<SourceChoice> {
  const { mic, system } = tracks;
  if (asked === undefined || asked === "none" || mic?.kind !== "device") return tracks;
  const monitor = chooseMonitor({ asked, gainDb, mic, system, devices });
  return {
    mic: { ...mic, monitor, ...(mic.spare ? { spare: { ...mic.spare, monitor } } : {}) },
    ...(system === undefined ? {} : {
      system: system.kind === "device" && monitor.id !== undefined
        ? { ...system, monitorId: monitor.id }
        : system,
    }),
  };
}

/** Whether any of them is a device. */
export function needsDevice(tracks: PerTrack<SourceChoice>): boolean {
  return Object.values(tracks).some(({ kind }) => kind === "device");
}

/** The devices that somebody named: when one goes away nothing takes its place. */
export function awaitedDevices(tracks: PerTrack<SourceChoice>): PerTrack<string> {
  return Object.fromEntries(
    Object.entries(tracks).flatMap(([track, choice]) => {
      if (choice.kind === "file" || (choice.id ?? choice.asked) === undefined) return [];
      return [[track, choice.name]];
    }),
  );
}

function checkPace({ pace }: MeetingSettings, tracks: PerTrack<SourceChoice>): void {
  if (pace === 1 || !needsDevice(tracks)) return;
  throw new UserError(
    "usage",
    `Cannot use --pace ${pace} with a device: only files can be played faster; leave it out`,
  );
}
