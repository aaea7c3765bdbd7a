import { assertEquals, assertThrows } from "@std/assert";
import { chooseSource, DeviceChoiceError } from "../../../capture/source/device_choice.ts";
import { devicesFor, listDevices } from "../../../capture/source/devices.ts";
import type { DeviceInfo } from "../../../ffi/audio_context.ts";
import { DeviceError } from "../../../ffi/device_error.ts";

function input(id: string, name: string, more: Partial<DeviceInfo> = {}): DeviceInfo {
  return {
    id,
    name,
    direction: "input",
    isDefault: false,
    isMonitor: false,
    rateHz: 48_000,
    channels: 2,
    ...more,
  };
}

function output(id: string, name: string, more: Partial<DeviceInfo> = {}): DeviceInfo {
  return input(id, name, { direction: "output", ...more });
}

const DEVICES: readonly DeviceInfo[] = [
  input("alsa_in.usb", "Yeti Stereo Microphone"),
  input("alsa_in.pci", "Built-in Microphone", { isDefault: true }),
  input("alsa_out.pci.monitor", "Monitor of Speakers", { isMonitor: true }),
  output("alsa_out.hdmi", "HDMI Speakers"),
  output("alsa_out.pci", "Speakers", { isDefault: true }),
];

const choose = (track: "mic" | "system", asked: string | undefined, devices = DEVICES) =>
  chooseSource(track, asked, () => devices, "linux");

Deno.test("none is no source, and a file is one without asking for devices", () => {
  const unasked = () => {
    throw new Error("there is no sound server");
  };
  assertEquals(chooseSource("mic", "none", unasked), undefined);
  assertEquals(chooseSource("mic", "file:a b.wav", unasked), { kind: "file", path: "a b.wav" });
});

Deno.test("without a name the default is recorded by no id, so that it can be followed", () => {
  assertEquals(choose("mic", undefined), {
    kind: "device",
    stream: "input",
    name: "Built-in Microphone",
  });
  assertEquals(choose("system", undefined), {
    kind: "device",
    stream: "loopback",
    name: "Speakers",
    silence: {},
  });
  assertEquals(choose("mic", "default"), choose("mic", undefined));
});

Deno.test("an id, a whole name, or a part of one that is unique names a device, in any case", () => {
  const yeti = {
    kind: "device",
    stream: "input",
    id: "alsa_in.usb",
    name: "Yeti Stereo Microphone",
  } as const;
  for (const asked of ["alsa_in.usb", "yeti", "STEREO", "Yeti Stereo Microphone"]) {
    assertEquals(choose("mic", asked), yeti);
  }
});

Deno.test("a name that is the beginning of another can still be named whole", () => {
  assertEquals(choose("system", "speakers"), {
    kind: "device",
    stream: "loopback",
    id: "alsa_out.pci",
    name: "Speakers",
    silence: { id: "alsa_out.pci" },
  });
});

Deno.test("an ambiguous part lists the candidates and no other", () => {
  const error = assertThrows(() => choose("mic", "microphone"), DeviceChoiceError, "alsa_in.usb");
  assertEquals(error.message.includes("alsa_in.pci"), true);
  assertEquals(error.message.includes("Monitor"), false);
  assertThrows(() => choose("system", "eak"), DeviceChoiceError, "2 have it");
});

Deno.test("an unknown name lists what there is; an empty one means nothing", () => {
  const error = assertThrows(() => choose("mic", "Blue"), DeviceChoiceError, "Yeti");
  assertEquals(error.message.includes("Speakers"), false);
  assertThrows(() => choose("mic", ""), DeviceChoiceError, "Available");
  assertThrows(() => choose("mic", "Blue", []), DeviceChoiceError, "None is available");
});

Deno.test("a monitor is no microphone, but whoever writes its whole id means it", () => {
  assertThrows(() => choose("mic", "Monitor of Speakers"), DeviceChoiceError);
  assertEquals(choose("mic", "alsa_out.pci.monitor"), {
    kind: "device",
    stream: "input",
    id: "alsa_out.pci.monitor",
    name: "Monitor of Speakers",
  });
});

Deno.test("where the default input is a monitor, a real microphone is taken by its id instead", () => {
  const devices = [
    input("out.monitor", "Monitor of Speakers", { isMonitor: true, isDefault: true }),
    input("usb", "Yeti"),
  ];
  assertEquals(choose("mic", undefined, devices), {
    kind: "device",
    stream: "input",
    id: "usb",
    name: "Yeti",
  });
});

Deno.test("without a microphone or an output the devices are at fault, not the command line", () => {
  const monitors = DEVICES.filter((d) => d.isMonitor);
  for (const track of ["mic", "system"] as const) {
    const error = assertThrows(() => choose(track, undefined, monitors), DeviceError, "none");
    assertEquals(error.kind, "missing");
  }
});

Deno.test("on macOS the system has to be named, and is an input", () => {
  const devices = [
    input("bh", "BlackHole 2ch"),
    input("m", "MacBook Microphone", {
      isDefault: true,
    }),
  ];
  assertThrows(
    () => chooseSource("system", undefined, () => devices, "darwin"),
    DeviceChoiceError,
    "BlackHole 2ch",
  );
  assertEquals(chooseSource("system", "blackhole", () => devices, "darwin"), {
    kind: "device",
    stream: "input",
    id: "bh",
    name: "BlackHole 2ch",
  });
});

Deno.test("the list has microphones, then outputs, the default of each first", () => {
  assertEquals(
    listDevices(DEVICES, "linux").map(({ track, id, isDefault }) => [track, id, isDefault]),
    [
      ["mic", "alsa_in.pci", true],
      ["mic", "alsa_in.usb", false],
      ["system", "alsa_out.pci", true],
      ["system", "alsa_out.hdmi", false],
    ],
  );
});

Deno.test("on macOS the list of the system's devices has inputs without a default", () => {
  const devices = [input("m", "Microphone", { isDefault: true }), output("s", "Speakers")];
  assertEquals(
    listDevices(devices, "darwin").map(({ track, id, isDefault }) => [track, id, isDefault]),
    [["mic", "m", true], ["system", "m", false]],
  );
  assertEquals(devicesFor("system", devices, "windows").map((d) => d.id), ["s"]);
});

Deno.test("PULSE_SOURCE and PULSE_SINK name the default on Linux, as for every program of PulseAudio's", () => {
  const env = (names: Record<string, string>) => (name: string) => names[name];
  const from = (track: "mic" | "system", names: Record<string, string>, asked?: string) =>
    chooseSource(track, asked, () => DEVICES, "linux", env(names));
  assertEquals(from("mic", { PULSE_SOURCE: "alsa_in.usb" }), choose("mic", "alsa_in.usb"));
  assertEquals(from("system", { PULSE_SINK: "alsa_out.hdmi" }), choose("system", "alsa_out.hdmi"));
  // What is named on the command line counts more; nothing, and the word for the default, count for nothing.
  assertEquals(
    from("mic", { PULSE_SOURCE: "alsa_in.usb" }, "Built-in"),
    choose("mic", "alsa_in.pci"),
  );
  for (const PULSE_SOURCE of ["", "@DEFAULT_SOURCE@"]) {
    assertEquals(from("mic", { PULSE_SOURCE }), choose("mic", undefined));
  }
  assertThrows(
    () => from("system", { PULSE_SINK: "gone" }),
    DeviceChoiceError,
    'Cannot find "gone", which the variable PULSE_SINK names for --system',
  );
  const windows = chooseSource("mic", undefined, () => DEVICES, "windows", () => "alsa_in.usb");
  assertEquals(windows, choose("mic", undefined));
});
