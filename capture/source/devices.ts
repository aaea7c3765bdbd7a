/** Which devices a track can be recorded from. */
import type { TrackName } from "../ground/tracks.ts";
import { AudioContext, type DeviceInfo } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";

/** A device as a person chooses it. */
export interface ListedDevice {
  /** The track that can be recorded from it. */
  readonly track: TrackName;
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** The device's own rate, Hz, and channels. */
  readonly rateHz: number;
  readonly channels: number;
}

/**
 * Asks the sound server what there is.
 *
 * @param libraryPath the native library
 * @throws {DeviceError} `missing` when there is no sound server
 */
export function queryDevices(libraryPath: string): DeviceInfo[] {
  using library = AudioLibrary.open(libraryPath);
  using context = new AudioContext(library);
  return context.devices();
}

/**
 * The devices of one track.
 *
 * The microphone's are inputs, but not the monitors of outputs, which hear what the computer plays. The system's are
 * outputs, recorded by loopback; macOS has no loopback, so there they are inputs, one of which the person has
 * installed for this (BlackHole).
 */
export function devicesFor(
  track: TrackName,
  devices: readonly DeviceInfo[],
  os: typeof Deno.build.os = Deno.build.os,
): DeviceInfo[] {
  if (track === "system" && os !== "darwin") return devices.filter((d) => d.direction === "output");
  return devices.filter((d) => d.direction === "input" && !d.isMonitor);
}

/** What `confrec devices` shows: microphones first, each list with its default first, else as the server lists them. */
export function listDevices(
  devices: readonly DeviceInfo[],
  os: typeof Deno.build.os = Deno.build.os,
): ListedDevice[] {
  return (["mic", "system"] as const).flatMap((track) =>
    devicesFor(track, devices, os)
      .map(({ id, name, isDefault, rateHz, channels }) => ({
        track,
        id,
        name,
        // Nothing is recorded as the system on macOS unless it is named.
        isDefault: isDefault && !(track === "system" && os === "darwin"),
        rateHz,
        channels,
      }))
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
  );
}
