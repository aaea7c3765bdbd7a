/** From what a person wrote for `--mic` and `--system` to what is recorded. */
import type { TrackName } from "../ground/tracks.ts";
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { devicesFor } from "./devices.ts";
import type { DeviceChoice, SourceChoice } from "./source.ts";

/** The person named a device that is not there, or more than one, or has to name one: the command line is wrong. */
export class DeviceChoiceError extends RangeError {
  override readonly name = "DeviceChoiceError";
  /** What was asked for, where no device matches it; one that matches may come. */
  readonly absent: string | undefined;
  /** What was asked for, where several match it; but one may be left. */
  readonly ambiguous: string | undefined;

  constructor(
    message: string,
    { absent, ambiguous }: { readonly absent?: string; readonly ambiguous?: string } = {},
  ) {
    super(message);
    this.absent = absent;
    this.ambiguous = ambiguous;
  }
}

/**
 * Finds out what a track is to be recorded from.
 *
 * @param track which side
 * @param asked `none`, `file:PATH`, a device's id, or a part of its name that only one has, in any case; `default`
 *   or nothing for the default device
 * @param devices asked only when a device is meant, so that files need no sound server
 * @param os the system whose rules hold
 * @param env the environment: PulseAudio's own variables name the default device
 * @returns `undefined` for `none`
 * @throws {DeviceChoiceError} when the name fits no device, or several; it lists them
 * @throws {DeviceError} `missing` when there is nothing to choose from
 */
export function chooseSource(
  track: TrackName,
  asked: string | undefined,
  devices: () => readonly DeviceInfo[],
  os: typeof Deno.build.os = Deno.build.os,
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): SourceChoice | undefined {
  if (asked === "none") return undefined;
  if (asked?.startsWith("file:") === true) return { kind: "file", path: asked.slice(5) };
  if (asked !== undefined && asked !== "default") return namedDevice(track, asked, devices(), os);
  const variable = VARIABLES[track];
  const named = os === "linux" ? env(variable) : undefined;
  const all = devices();
  // PulseAudio's own words for what is the default anyway begin with an @.
  const isNamed = named !== undefined && named !== "" && !named.startsWith("@");
  return isNamed && devicesFor(track, all, os).length > 0
    ? deviceOfVariable(track, variable, named, all, os)
    : defaultDevice(track, all, os);
}

/** What PulseAudio's library takes for the default, without looking at anything else. */
const VARIABLES = { mic: "PULSE_SOURCE", system: "PULSE_SINK" } as const;

/** The device that the environment names: like one that was named on the command line, but by its id alone. */
function deviceOfVariable(
  track: TrackName,
  variable: string,
  id: string,
  devices: readonly DeviceInfo[],
  os: typeof Deno.build.os,
): DeviceChoice {
  if (devices.some((device) => device.id === id)) return namedDevice(track, id, devices, os);
  throw new DeviceChoiceError(
    `Cannot find "${id}", which the variable ${variable} names for --${track}: no device has this id; ` +
      `unset it, or use --${track}. ${listOf(devicesFor(track, devices, os))}`,
    { absent: id },
  );
}

/** The default device of a track that has none yet: it is taken once there is one. */
export function awaitedDefault(track: TrackName): DeviceChoice {
  return track === "mic"
    ? { kind: "device", stream: "input", name: "the microphone" }
    : { kind: "device", stream: "loopback", name: "the speakers", silence: {} };
}

/** A device that nothing matches yet: it is taken once something does. */
export function awaitedDevice(
  track: TrackName,
  asked: string,
  os: typeof Deno.build.os = Deno.build.os,
): DeviceChoice {
  return track === "mic" || os === "darwin"
    ? { kind: "device", stream: "input", name: asked, asked }
    : { kind: "device", stream: "loopback", name: asked, asked, silence: {} };
}

/**
 * A choice with what was asked for found among the devices that there are now.
 *
 * @throws {DeviceError} `missing` when nothing matches it, or several do
 */
export function foundChoice(
  choice: DeviceChoice,
  devices: () => readonly DeviceInfo[],
  os: typeof Deno.build.os = Deno.build.os,
): DeviceChoice {
  const { asked, ...rest } = choice;
  if (asked === undefined) return choice;
  const track = choice.stream === "loopback" ? "system" : "mic";
  try {
    return { ...rest, ...namedDevice(track, asked, devices(), os) };
  } catch (error) {
    if (!(error instanceof DeviceChoiceError)) throw error;
    throw new DeviceError("missing", error.message, {
      reason: error.absent === undefined
        ? `more than one device has "${asked}" in its name`
        : `no ${track === "mic" ? "microphone" : "output"} matches "${asked}"`,
    });
  }
}

function defaultDevice(
  track: TrackName,
  devices: readonly DeviceInfo[],
  os: typeof Deno.build.os,
): DeviceChoice {
  const usable = devicesFor(track, devices, os);
  if (track === "system" && os === "darwin") {
    throw new DeviceChoiceError(
      "Cannot record the system: macOS cannot record what it plays by itself; install BlackHole, " +
        `play into it, and name it with --system (or --system none). ${listOf(usable)}`,
    );
  }
  const first = usable.find((d) => d.isDefault) ?? usable[0];
  if (first === undefined) {
    throw DeviceError.cannot(
      "missing",
      track === "mic" ? "record the microphone" : "record the system",
      track === "mic"
        ? "there is none; plug one in, or use --mic none"
        : "there is none that plays; connect an output, or use --system none",
    );
  }
  // A sound server without a microphone, or with an odd setting, calls a monitor its default input: without an id we
  // would record the speakers twice.
  const elsewhere = track === "mic" &&
    devices.some((d) => d.isMonitor && d.isDefault && d.direction === "input");
  return toChoice(track, first, os, !elsewhere);
}

function namedDevice(
  track: TrackName,
  asked: string,
  devices: readonly DeviceInfo[],
  os: typeof Deno.build.os,
): DeviceChoice {
  const usable = devicesFor(track, devices, os);
  const byId = usable.find((d) => d.id === asked);
  if (byId !== undefined) return toChoice(track, byId, os, false);
  // Who writes a monitor's whole id means it, whatever the track.
  const monitor = devices.find((d) => d.isMonitor && d.id === asked);
  if (monitor !== undefined) {
    return { kind: "device", stream: "input", id: asked, name: monitor.name };
  }

  return toChoice(track, matchDevice(asked, track, usable), os, false);
}

/**
 * The device that a person means.
 *
 * @param asked an id, or a part of its name that only one has, in any case
 * @param option the one that names it, without its dashes
 * @param usable those that it can be
 * @throws {DeviceChoiceError} when the name fits no device, or several; it lists them
 */
export function matchDevice(
  asked: string,
  option: TrackName | "monitor",
  usable: readonly DeviceInfo[],
): DeviceInfo {
  const byId = usable.find((d) => d.id === asked);
  if (byId !== undefined) return byId;
  const wanted = asked.toLocaleLowerCase();
  const whole = usable.filter((d) => d.name.toLocaleLowerCase() === wanted);
  const part = usable.filter((d) => d.name.toLocaleLowerCase().includes(wanted));
  const found = whole.length === 1 ? whole : wanted === "" ? [] : part;
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  throw new DeviceChoiceError(
    only === undefined
      ? `Cannot find "${asked}": no ${
        option === "mic" ? "microphone" : "output"
      } matches it by name or id. ${listOf(usable)}`
      : `Cannot tell which device "${asked}" means for --${option}: ${found.length} have it in their ` +
        `name; write more of it, or an id. ${listOf(found)}`,
    only === undefined ? { absent: asked } : { ambiguous: asked },
  );
}

/** @param follow leave the id out, so that the default is recorded, whichever it becomes */
function toChoice(
  track: TrackName,
  device: DeviceInfo,
  os: typeof Deno.build.os,
  follow: boolean,
): DeviceChoice {
  const id = follow ? {} : { id: device.id };
  return track === "mic" || os === "darwin"
    ? { kind: "device", stream: "input", name: device.name, ...id }
    : { kind: "device", stream: "loopback", name: device.name, ...id, silence: id };
}

function listOf(devices: readonly DeviceInfo[]): string {
  if (devices.length === 0) return "None is available";
  return `Available: ${devices.map((d) => `${d.name} (id ${d.id})`).join(", ")}`;
}
