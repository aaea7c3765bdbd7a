/** What the doctor looks at. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { DeviceProbe } from "./device_probe.ts";
import type { DeviceChoice } from "../../capture/source/source.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import type { PlaceLeft } from "../../ffi/bundle/first_place.ts";
import type { EmbeddedName } from "../../ffi/bundle/manifest.ts";

/** The sound server, as it answers. */
export interface ServerFacts {
  /** Its kind, such as PulseAudio. */
  readonly backend: string;
  readonly devices: readonly DeviceInfo[];
}

/** Where the doctor's facts come from: the real ones stand in real_doctor_world.ts. */
export interface DoctorWorld {
  /** The path of an embedded file, whole. */
  unpack(name: EmbeddedName): Promise<string>;
  /** Where unpacked files should be; empty when this user has no such folder, undefined when nothing is unpacked. */
  cacheFolder(): string | undefined;
  /** Why a file was not unpacked where it should be: each folder that was left. */
  placesLeft(name: EmbeddedName): readonly PlaceLeft[];
  /** The folder in which this user's recordings are noted, if there is one. */
  notesFolder(): string | undefined;
  /** @throws {DeviceError} */
  server(libraryPath: string): ServerFacts;
  /** @throws {DeviceError} */
  probe(track: TrackName, choice: DeviceChoice, libraryPath: string): Promise<DeviceProbe>;
  /** Listens to many devices for a moment, without recording: for each what it gave, or why nothing. */
  glance(
    choices: readonly DeviceChoice[],
    libraryPath: string,
  ): Promise<readonly (DeviceProbe | Error)[]>;
  /** Plays silence for a moment. @throws {DeviceError} */
  playSilence(choice: DeviceChoice, libraryPath: string): Promise<void>;
  /** Encodes a moment of silence; gives its bytes. */
  encode(ffmpegPath: string): Promise<number>;
  /** Permissions that this program needs and does not have. */
  missingPermissions(): Promise<readonly string[]>;
  /** Bytes that can still be written into a folder; undefined when the system does not tell. */
  freeBytes(folder: string): number | undefined;
}
