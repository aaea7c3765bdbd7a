/** From what a person wrote for `--monitor` to the output on which the microphone is played. */
import type { DeviceInfo } from "../../ffi/audio_context.ts";
import { DeviceChoiceError, matchDevice } from "./device_choice.ts";
import type { DeviceChoice, MonitorChoice, SourceChoice } from "./source.ts";

/** Names of outputs that are heard in the room, in the languages of common systems; those of headphones are none. */
const LOUDSPEAKERS = /speaker|lautsprecher|haut-parleur|altavo|altoparl|hdmi|displayport|s\/?pdif/i;
const HEADPHONES = /head|kopfh|casque|auricular|cuffi|ear|bud|pods/i;

/** What a monitor is chosen by. */
export interface MonitorRequest {
  /** As for `--system`; `default` for the default output. */
  readonly asked: string;
  readonly gainDb: number;
  /** What the sides are recorded from. */
  readonly mic: DeviceChoice;
  readonly system: SourceChoice | undefined;
  readonly devices: readonly DeviceInfo[];
}

/**
 * Finds the output, and makes sure that what is played there is not recorded again, as far as that can be known.
 *
 * @param os the system whose rules hold
 * @param env the environment: PulseAudio's own variable names the default output
 * @throws {DeviceChoiceError} when the name fits no output, or several, or the sound of that output is recorded
 */
export function chooseMonitor(
  { asked, gainDb, mic, system, devices }: MonitorRequest,
  os: typeof Deno.build.os = Deno.build.os,
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): MonitorChoice {
  const outputs = devices.filter(({ direction }) => direction === "output");
  const variable = os === "linux" ? env("PULSE_SINK") : undefined;
  const usual = outputs.find(({ id }) => id === variable) ??
    outputs.find(({ isDefault }) => isDefault);
  const isDefault = asked === "default";
  const output = isDefault ? usual : matchDevice(asked, "monitor", outputs);
  if (output === undefined) {
    throw new DeviceChoiceError(
      "Cannot use --monitor: there is no output; connect headphones, or leave it out",
    );
  }
  const follows = isDefault && output.id !== variable;
  const recorded = recordedOutput(system);
  const recordedId = recorded && (recorded.id ?? outputs.find((d) => d.isDefault)?.id);
  if (recordedId === output.id) {
    throw new DeviceChoiceError(
      `Cannot use --monitor with "${output.name}": the call is recorded from there, and your voice ` +
        "would be in it twice; name other headphones with --monitor, or leave it out",
    );
  }
  if (mic.id !== undefined && outputOf(mic.id) === output.id) {
    throw new DeviceChoiceError(
      `Cannot use --monitor with "${output.name}": --mic hears what is played there, and it would ` +
        "howl; choose another microphone, or leave --monitor out",
    );
  }
  return {
    name: output.name,
    gainDb,
    ...(follows ? {} : { id: output.id }),
    ...(recorded === undefined ? {} : { recorded }),
  };
}

/** What may go wrong with a monitor, and cannot be known beforehand. */
export function monitorWarning({ name }: MonitorChoice): string | undefined {
  if (!LOUDSPEAKERS.test(name) || HEADPHONES.test(name)) return undefined;
  return `--monitor plays your microphone on ${name}: if these are loudspeakers, it hears itself; ` +
    "use headphones";
}

/** The output whose sound is recorded; without an id the default one; undefined where none is. */
function recordedOutput(system: SourceChoice | undefined): MonitorChoice["recorded"] {
  if (system?.kind !== "device") return undefined;
  return system.id === undefined ? {} : { id: outputOf(system.id) };
}

/** PulseAudio's name for what hears an output; macOS has one id for both ends of a virtual cable. */
function outputOf(id: string): string {
  return id.replace(/\.monitor$/, "");
}
