import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { chooseMonitor, monitorWarning } from "../../../capture/source/monitor_choice.ts";
import { DeviceChoiceError } from "../../../capture/source/device_choice.ts";
import type { DeviceChoice, SourceChoice } from "../../../capture/source/source.ts";
import type { DeviceInfo } from "../../../ffi/audio_context.ts";

function output(id: string, name: string, isDefault = false): DeviceInfo {
  return {
    ...{ id, name, direction: "output", isDefault, isMonitor: false },
    ...{ rateHz: 48_000, channels: 2 },
  };
}

const DEVICES = [
  output("speakers", "Speakers", true),
  output("headset", "Jabra Headset"),
  output("hdmi", "HDMI Display"),
  output("hdmi2", "HDMI Display 2"),
];
const MIC: DeviceChoice = { kind: "device", stream: "input", name: "the microphone" };
const DEFAULT: DeviceChoice = { kind: "device", stream: "loopback", name: "Speakers", silence: {} };

function named(id: string): DeviceChoice {
  return { ...DEFAULT, id, silence: { id } };
}

function choose(
  asked: string,
  system: SourceChoice | undefined,
  { mic = MIC, sink }: { mic?: DeviceChoice; sink?: string } = {},
) {
  const env = (name: string) => name === "PULSE_SINK" ? sink : undefined;
  return chooseMonitor({ asked, gainDb: -6, mic, system, devices: DEVICES }, "linux", env);
}

Deno.test("an output is found by a part of its name, beside the default one that is recorded", () => {
  assertEquals(choose("jabra", DEFAULT), {
    ...{ name: "Jabra Headset", gainDb: -6, id: "headset", recorded: {} },
  });
});

Deno.test("without a name the default output is followed", () => {
  assertEquals(choose("default", undefined), { name: "Speakers", gainDb: -6 });
  assertEquals(choose("default", named("headset")), {
    ...{ name: "Speakers", gainDb: -6, recorded: { id: "headset" } },
  });
});

Deno.test("PulseAudio's variable names the default output", () => {
  assertEquals(choose("default", DEFAULT, { sink: "headset" }), {
    ...{ name: "Jabra Headset", gainDb: -6, id: "headset", recorded: {} },
  });
});

Deno.test("an output whose sound is recorded is refused, in whatever way both were chosen", () => {
  const cases: [string, SourceChoice][] = [
    ["default", DEFAULT],
    ["default", named("speakers")],
    ["speakers", DEFAULT],
    ["headset", named("headset")],
    // Who writes a monitor's whole id for --system.
    ["headset", { kind: "device", stream: "input", id: "headset.monitor", name: "Monitor" }],
  ];
  for (const [asked, system] of cases) {
    const { message } = assertThrows(() => choose(asked, system), DeviceChoiceError);
    assertStringIncludes(message, "the call is recorded from there");
  }
  assert(choose("headset", { kind: "file", path: "a.wav" }).recorded === undefined);
});

Deno.test("a microphone that hears the output is refused", () => {
  const mic = { ...MIC, id: "headset.monitor" };
  assertThrows(() => choose("headset", DEFAULT, { mic }), DeviceChoiceError, "it would howl");
});

Deno.test("a name that fits no output, or two, is refused with a list", () => {
  assertThrows(() => choose("sonos", DEFAULT), DeviceChoiceError, 'Cannot find "sonos": no output');
  assertThrows(() => choose("disp", DEFAULT), DeviceChoiceError, "means for --monitor: 2 have it");
});

Deno.test("loudspeakers are warned of, headphones are not", () => {
  const warned = ["Built-in Speakers", "HDMI Display 2", "Lautsprecher (Realtek)", "Headset", "USB"]
    .filter((name) => monitorWarning({ name, gainDb: 0 }) !== undefined);
  assertEquals(warned, ["Built-in Speakers", "HDMI Display 2", "Lautsprecher (Realtek)"]);
});
