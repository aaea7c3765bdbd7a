import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { type Origin, settle, type Typed, usable } from "../../../cli/config/settle.ts";
import {
  keyOf,
  SETTING_NAMES,
  type SettingName,
  type SettingValue,
  variableOf,
} from "../../../cli/options/settings.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakePlace, type FakePlaceText } from "./fake_place.ts";

/** Two values of each setting. */
const VALUES: Readonly<Record<SettingName, readonly [SettingValue, SettingValue]>> = {
  mic: ["jabra", "none"],
  system: ["Speakers", "none"],
  pace: ["2", "3"],
  out: ["a.mp3", "b.wav"],
  force: [true, false],
  spool: ["/a", "/b"],
  keepStems: [true, false],
  sidecar: [true, false],
  report: [true, false],
  title: ["a", "b"],
  artist: ["a", "b"],
  album: ["a", "b"],
  comment: ["a", "b"],
  cover: ["a.png", "b.jpg"],
  chapters: ["auto", "marks"],
  bitrate: ["64k", "96k"],
  quality: ["2", "3"],
  bits: ["16", "24"],
  mode: ["0640", "0644"],
  channels: ["mono", "split"],
  rate: ["44100", "96000"],
  echo: ["off", "auto"],
  denoise: [true, false],
  gate: ["-50dB", "off"],
  gateDepth: ["20dB", "30dB"],
  normalize: ["loudness", "off"],
  trim: ["ends", "all"],
  keepPauses: [true, false],
  micFallback: ["default", "usb"],
  monitor: ["headset", "default"],
  monitorGain: ["3dB", "-6dB"],
  until: ["17:30", "08:00:30"],
  keep: ["30d", "50GB"],
  waitForDevices: [true, false],
  duration: ["1h", "90s"],
  split: ["1h", "500MB"],
  startOnSpeech: [true, false],
  preRoll: ["5s", "20s"],
  stopOnSilence: ["10m", "off"],
  warnSilence: ["off", "2m"],
  recover: [true, false],
  quiet: [true, false],
  json: [true, false],
};

const LAYERS = ["flag", "variable", "user profile", "user", "machine profile", "machine"] as const;

/** A place in which a setting has one value in a layer, and the other in all layers below. */
function layered(name: SettingName, top: number) {
  const [wanted, other] = VALUES[name];
  const valueIn = (layer: typeof LAYERS[number]) => {
    const at = LAYERS.indexOf(layer);
    return at < top ? undefined : at === top ? wanted : other;
  };
  const line = (layer: typeof LAYERS[number]) => {
    const value = valueIn(layer);
    return value === undefined ? "" : `${keyOf(name)} = ${JSON.stringify(value)}\n`;
  };
  const file = (owner: "user" | "machine") =>
    `${line(owner)}[profile.p]\n${line(`${owner} profile`)}`;
  const flag = valueIn("flag");
  const variable = valueIn("variable");
  const typed: Typed = new Map<"profile" | SettingName, SettingValue>([
    ["profile", "p"],
    ...(flag === undefined ? [] : [[name, flag] as const]),
  ]);
  const text: FakePlaceText = {
    user: file("user"),
    machine: file("machine"),
    env: variable === undefined ? {} : { [variableOf(name)]: String(variable) },
  };
  return { wanted, typed, text };
}

function layerOf(origin: Origin): string {
  return "profile" in origin ? `${origin.from} profile` : origin.from;
}

for (const name of SETTING_NAMES) {
  Deno.test(`${keyOf(name)}: flags, then the environment, then the user's file, then the machine's`, async () => {
    await withFolder((folder) => {
      for (const [top, layer] of LAYERS.entries()) {
        const { wanted, typed, text } = layered(name, top);
        const found = settle([name], typed, fakePlace(folder, text)).settled.get(name);
        assertEquals([found?.value, found && layerOf(found.origin)], [wanted, layer]);
      }
      const none = settle([name], new Map(), fakePlace(folder, { user: "", machine: "" }));
      assertEquals(none.settled.size, 0);
    });
  });

  Deno.test(`${keyOf(name)}: what is locked has the machine's value, and a flag that differs is refused`, async () => {
    await withFolder((folder) => {
      const [wanted, other] = VALUES[name];
      const key = keyOf(name);
      const place = fakePlace(folder, {
        machine: `locked = ["${key}"]\n${key} = ${JSON.stringify(wanted)}`,
        user: `${key} = ${JSON.stringify(other)}`,
        env: { [variableOf(name)]: String(other) },
      });
      const { settled, locked } = settle([name], new Map(), place);
      assertEquals([settled.get(name)?.value, locked.has(name)], [wanted, true]);
      // Who says the same is not in the way.
      assertEquals(settle([name], new Map([[name, wanted]]), place).settled.size, 1);
      const error = assertThrows(() => settle([name], new Map([[name, other]]), place), UserError);
      assertMatch(
        error.message,
        /^Cannot use --\S+: it is locked in \S+machine\.toml; leave it out/,
      );
    });
  });
}

Deno.test("what is locked without a value keeps its default", async () => {
  await withFolder((folder) => {
    const place = fakePlace(folder, {
      machine: 'locked = ["bitrate"]',
      user: "bitrate = 64",
    });
    assertEquals(settle(["bitrate"], new Map(), place).settled.size, 0);
    assertEquals(settle(["bitrate"], new Map([["bitrate", "128k"]]), place).settled.size, 0);
    assertThrows(() => settle(["bitrate"], new Map([["bitrate", "64k"]]), place), UserError);
  });
});

Deno.test("the origin of a value has its file, line and profile", async () => {
  await withFolder((folder) => {
    const user = '# mine\n\nbitrate = "64k"\n[profile.talk]\n# so\nchannels = "mono"\n';
    const place = fakePlace(folder, { user });
    const { settled } = settle(["bitrate", "channels"], new Map([["profile", "talk"]]), place);
    const [bitrate, channels] = [settled.get("bitrate")?.origin, settled.get("channels")?.origin];
    assert(bitrate?.from === "user" && channels?.from === "user");
    assertEquals([bitrate.line, bitrate.profile], [3, undefined]);
    assertEquals([channels.line, channels.profile, channels.file], [6, "talk", place.userFile]);
  });
});

Deno.test("a file that is named takes the place of the user's, by flag or variable", async () => {
  await withFolder((folder) => {
    const other = `${folder}/other.toml`;
    Deno.writeTextFileSync(other, "quality = 2\n");
    const place = fakePlace(folder, { user: "quality = 3", machine: "bitrate = 64" });
    const names = ["quality", "bitrate"] as const;
    const byFlag = settle(names, new Map([["config", other]]), place);
    assertEquals([...byFlag.settled.values()].map(({ value }) => value), ["2", "64"]);
    const env = (name: string) => name === "CONFREC_CONFIG" ? other : undefined;
    assertEquals(settle(names, new Map(), { ...place, env }).settled.get("quality")?.value, "2");
    const error = assertThrows(
      () => settle(names, new Map([["config", `${folder}/none.toml`]]), place),
      UserError,
    );
    assertMatch(
      error.message,
      /^Cannot read the settings in \S+none\.toml: there is no such file; check its name$/,
    );
  });
});

Deno.test("a profile that there is not is named, with the nearest", async () => {
  await withFolder((folder) => {
    const place = fakePlace(folder, { user: "[profile.interview]\nbits = 24" });
    const use = (profile: string) => () => settle(["bits"], new Map([["profile", profile]]), place);
    assertMatch(assertThrows(use("intervew"), UserError).message, /did you mean interview\?/);
    assertMatch(assertThrows(use("xyz"), UserError).message, /there is interview$/);
  });
});

Deno.test("a variable is checked, and an empty one is none", async () => {
  await withFolder((folder) => {
    const at = (env: Record<string, string>) => fakePlace(folder, { env });
    assertEquals(settle(["bitrate"], new Map(), at({ CONFREC_BITRATE: "" })).settled.size, 0);
    const on = settle(["keepStems"], new Map(), at({ CONFREC_KEEP_STEMS: "1" }));
    assertEquals(on.settled.get("keepStems")?.value, true);
    for (
      const [name, variable, text] of [
        ["bitrate", "CONFREC_BITRATE", "129k"],
        ["quiet", "CONFREC_QUIET", "perhaps"],
      ] as const
    ) {
      const error = assertThrows(
        () => settle([name], new Map(), at({ [variable]: text })),
        UserError,
      );
      assertEquals(error.message.split(": ")[0], `Cannot use ${variable}="${text}"`);
    }
  });
});

Deno.test("what is set far away is not in the way of what is said near, nor of the file's format", async () => {
  await withFolder((folder) => {
    const place = fakePlace(folder, { user: "bitrate = 64\nbits = 24\n", machine: "quality = 3" });
    const used = (typed: Typed, out: string) => {
      return [...usable(settle(SETTING_NAMES, typed, place), out).keys()];
    };
    assertEquals(used(new Map([["quality", "2"]]), "a.mp3"), ["quality"]);
    assertEquals(used(new Map(), "a.mp3"), ["bitrate"]);
    assertEquals(used(new Map(), "a.wav"), ["bits"]);
    // What is typed is left for the command to refuse.
    assertEquals(used(new Map([["quality", "2"]]), "a.wav"), ["quality", "bits"]);
  });
});

Deno.test("what is locked gives way to nothing that says something else about the same", async () => {
  await withFolder((folder) => {
    const machine = 'locked = ["bitrate"]\nbitrate = "64k"\n';
    const place = fakePlace(folder, { user: "quality = 2\n", machine });
    const used = (typed: Typed, out = "a.mp3") => {
      return [...usable(settle(SETTING_NAMES, typed, place), out).keys()];
    };
    assertEquals(used(new Map()), ["bitrate"]);
    assertThrows(
      () => used(new Map([["quality", "2"]])),
      UserError,
      `Cannot use --quality: bitrate is locked in ${place.machineFile}; leave it out`,
    );
    // It is about an MP3 alone.
    assertEquals(used(new Map(), "a.wav"), []);
  });
});

Deno.test("what a file says of the microphone is not in the way of who records none, or plays a file", async () => {
  await withFolder((folder) => {
    const user =
      'mic = "jabra"\nmic-fallback = "default"\nmonitor = "headset"\nmonitor-gain = "3dB"';
    const place = fakePlace(folder, { user });
    const names = ["mic", "micFallback", "monitor", "monitorGain"] as const;
    const used = (...typed: [SettingName, SettingValue][]) => [
      ...usable(settle(names, new Map(typed), place), "a.mp3").keys(),
    ];
    assertEquals(used(), [...names]);
    assertEquals(used(["mic", "none"]), ["mic"]);
    assertEquals(used(["mic", "file:a.wav"]), ["mic"]);
    assertEquals(used(["mic", "default"]), ["mic", "monitor", "monitorGain"]);
    // Who types it is told that it makes no sense.
    assertEquals(used(["mic", "none"], ["monitor", "usb"]), ["mic", "monitor", "monitorGain"]);
  });
});

Deno.test("how deep a gate is to be is not in the way of who wants none", async () => {
  await withFolder((folder) => {
    const used = (user: string, ...typed: [SettingName, SettingValue][]) => {
      const found = settle(["gate", "gateDepth"], new Map(typed), fakePlace(folder, { user }));
      return [...usable(found, "a.mp3").keys()];
    };
    assertEquals(used('gate-depth = "20dB"'), ["gateDepth"]);
    assertEquals(used('gate-depth = "20dB"', ["gate", "-50dB"]), ["gate", "gateDepth"]);
    assertEquals(used('gate-depth = "20dB"', ["gate", "Off"]), ["gate"]);
    assertEquals(used('gate = "off"\ngate-depth = "20dB"'), ["gate"]);
    // Who types it is told that it makes no sense.
    assertEquals(used('gate = "off"', ["gateDepth", "20dB"]), ["gate", "gateDepth"]);
  });
});

Deno.test("of noise that is to be taken out and a rate at which it cannot be, the nearer holds", async () => {
  await withFolder((folder) => {
    const used = (user: string, ...typed: [SettingName, SettingValue][]) => {
      const found = settle(["denoise", "rate"], new Map(typed), fakePlace(folder, { user }));
      return [...usable(found, "a.mp3").keys()];
    };
    assertEquals(used("denoise = true", ["rate", "44100"]), ["rate"]);
    assertEquals(used("rate = 44100", ["denoise", true]), ["denoise"]);
    assertEquals(used("rate = 48000", ["denoise", true]), ["denoise", "rate"]);
    assertEquals(used("rate = 44100", ["denoise", false]), ["denoise", "rate"]);
    // Somebody has to decide.
    assertEquals(used("rate = 44100\ndenoise = true"), ["denoise", "rate"]);
  });
});
