import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { DeviceProbe } from "../../../cli/doctor/device_probe.ts";
import { doctor } from "../../../cli/doctor/doctor.ts";
import type { Finding } from "../../../cli/doctor/finding.ts";
import type { DoctorWorld } from "../../../cli/doctor/doctor_world.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { noteSpool } from "../../../meeting/output/spool_notes.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { fakeIo, FakeOutput } from "../fake_io.ts";
import { DEVICES } from "../fake_recording.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const HEALTHY: DoctorWorld = {
  unpack: (name) => Promise.resolve(`/cache/confrec/${name}`),
  cacheFolder: () => "/cache/confrec",
  placesLeft: () => [],
  notesFolder: () => undefined,
  server: () => ({ backend: "PulseAudio", devices: DEVICES }),
  probe: (_track, { name }) => Promise.resolve(probeOf(name)),
  glance: (choices) => Promise.resolve(choices.map(({ name }) => probeOf(name))),
  playSilence: () => Promise.resolve(),
  encode: () => Promise.resolve(16_128),
  missingPermissions: () => Promise.resolve([]),
  freeBytes: () => 100e9,
};

function probeOf(name: string, peakDb = -20): DeviceProbe {
  return { name, rateHz: 48_000, channels: 1, peakDb, missingSeconds: 0 };
}

/** What a doctor finds in a folder of its own, but for what is healthy. */
async function examine(changes: Partial<DoctorWorld>, ...args: string[]) {
  return await withFolder(async (folder) => {
    const io = fakeIo();
    const out = join(folder, "meeting.mp3");
    const { call } = parseArguments(["doctor", "--json", "--out", out, ...args]);
    const code = await doctor(call, io, { ...HEALTHY, ...changes });
    const findings: Finding[] = io.stdout.lines.map((line) => JSON.parse(line));
    assertEquals([...Deno.readDirSync(folder)], []);
    return { code, findings, trouble: findings.filter(({ state }) => state !== "ok") };
  });
}

Deno.test("on a healthy machine every check is told, and the exit code is 0", async () => {
  const { code, findings } = await examine({});
  assertEquals(code, 0);
  assertEquals(findings.map(({ check, state }) => `${check} ${state}`), [
    "permissions ok",
    "cache ok",
    "ffmpeg ok",
    "folder ok",
    "disk ok",
    "server ok",
    "mic ok",
    "mic ok",
    "system ok",
    "silence ok",
  ]);
  assertEquals(findings[6]?.message, "USB Mic A: 48000 Hz, mono, peak -20.0 dBFS");
  assertStringIncludes(findings[7]?.message ?? "", "USB Mic B (not used)");
  assertEquals(findings.slice(6, 9).map(({ device }) => device?.id), ["in.a", "in.b", "out.a"]);
});

Deno.test("people get one line for each check", async () => {
  const io = fakeIo();
  const { call } = parseArguments(["doctor", "--out", "/tmp/meeting.mp3", "--system", "none"]);
  await doctor(call, io, HEALTHY);
  assertEquals(io.stdout.lines[0], "ok    permissions    all that are needed");
  assertStringIncludes(io.stdout.text, "ok    microphone     USB Mic A: 48000 Hz, mono, peak");
});

Deno.test("on a terminal what was found is broken between words, below itself", async () => {
  for (
    const [columns, start] of [[60, "ok    microphone     USB Mic"], [
      24,
      "ok    microphone",
    ]] as const
  ) {
    const stdout = new FakeOutput(true, columns);
    const { call } = parseArguments(["doctor", "--out", "/tmp/meeting.mp3", "--system", "none"]);
    await doctor(call, { ...fakeIo(), stdout }, HEALTHY);
    assertStringIncludes(stdout.text, start);
    for (const line of stdout.lines) assert(line.length <= columns, line);
  }
});

Deno.test("a microphone that gives digital silence is a warning, an output that plays nothing is none", async () => {
  const probe: DoctorWorld["probe"] = (_track, { name }) =>
    Promise.resolve(probeOf(name, -Infinity));
  const { code, trouble } = await examine({ probe }, "--mic", "USB Mic A");
  assertEquals(code, 0);
  assertEquals(trouble.map(({ check, state }) => `${check} ${state}`), ["mic warn"]);
  assertStringIncludes(trouble[0]?.message ?? "", "privacy settings");
  assertEquals(trouble[0]?.device?.peakDb, null);
});

Deno.test("a device that would be recorded and does not work fails with 3, another one warns", async () => {
  const broken = (name: string) => {
    const probe: DoctorWorld["probe"] = (_track, choice) =>
      choice.name === name
        ? Promise.reject(new DeviceError("busy", `Cannot open ${name}: it is in use`))
        : Promise.resolve(probeOf(choice.name));
    const glance: DoctorWorld["glance"] = (choices, path) =>
      Promise.all(choices.map((choice) => probe("mic", choice, path).catch((error) => error)));
    return examine({ probe, glance });
  };
  const used = await broken("USB Mic A");
  assertEquals([used.code, used.trouble.map(({ state }) => state)], [3, ["fail"]]);
  const unused = await broken("USB Mic B");
  assertEquals([unused.code, unused.trouble.map(({ state }) => state)], [0, ["warn"]]);
  assertStringIncludes(unused.trouble[0]?.message ?? "", "it is in use");
});

Deno.test("without a sound server nothing more is asked of it", async () => {
  const server = () => {
    throw new DeviceError("missing", "Cannot reach the sound server: there is none");
  };
  const { code, findings } = await examine({ server });
  assertEquals([code, findings.at(-1)?.check, findings.at(-1)?.state], [3, "server", "fail"]);
});

Deno.test("a machine without a microphone is told to plug one in", async () => {
  const devices = DEVICES.filter(({ direction }) => direction === "output");
  const { code, trouble } = await examine({ server: () => ({ backend: "ALSA", devices }) });
  assertEquals([code, trouble[0]?.check], [3, "mic"]);
  assertStringIncludes(trouble[0]?.message ?? "", "plug one in");
});

Deno.test("what would keep the file from being made fails with 5", async () => {
  for (
    const changes of [
      { encode: () => Promise.reject(new Error("Cannot encode MP3: ffmpeg ended with code 1")) },
      { encode: () => Promise.resolve(0) },
      { freeBytes: () => 100e6 },
      { missingPermissions: () => Promise.resolve(["run"]) },
      { unpack: () => Promise.reject(new Deno.errors.PermissionDenied("Cannot unpack: full")) },
    ] satisfies Partial<DoctorWorld>[]
  ) {
    const { code, trouble } = await examine(changes, "--mic", "none", "--system", "none");
    const isSoundToo = trouble.some(({ check }) => check === "server");
    assertEquals(code, isSoundToo ? 3 : 5, JSON.stringify(trouble));
  }
});

Deno.test("a folder that is none fails with 5 and says where to go", async () => {
  const { code, trouble } = await examine({}, "--spool", "/dev/null/spool");
  assertEquals([code, trouble[0]?.check, trouble[0]?.state], [5, "folder", "fail"]);
});

Deno.test("room for less than two hours, an unusable cache and unknown room are warnings", async () => {
  const short = await examine({ freeBytes: () => 2e9 });
  assertEquals([short.code, short.trouble.map(({ check }) => check)], [0, ["disk"]]);
  const unknown = await examine({ freeBytes: () => undefined });
  assertEquals([unknown.code, unknown.trouble.map(({ check }) => check)], [0, ["disk"]]);
  const homeless = await examine({ cacheFolder: () => "" });
  assertMatch(homeless.trouble[0]?.message ?? "", /^this user has none.*; set HOME$/);
  const elsewhere = await examine({ cacheFolder: () => "/home/cache" });
  assertEquals([elsewhere.code, elsewhere.trouble.map(({ check }) => check)], [0, ["cache"]]);
});

Deno.test("a cache from which nothing may be executed is named with the reason and the folder taken instead", async () => {
  const { code, findings, trouble } = await examine({
    cacheFolder: () => "/home/cache",
    unpack: (name) => Promise.resolve(name === "ffmpeg" ? "/tmp/x/ffmpeg" : `/home/cache/${name}`),
    placesLeft: (name) => {
      return name === "ffmpeg"
        ? [{ name: "/home/cache", why: "programs may not be run from there" }]
        : [];
    },
  });
  assertEquals([code, trouble.map(({ check }) => check)], [0, ["cache"]]);
  assertEquals(
    trouble[0]?.message,
    "cannot use /home/cache: programs may not be run from there, so that each start unpacks anew into " +
      "/home/cache and /tmp/x; make it writable for yourself alone, and allow programs there",
  );
  assertEquals(findings[2]?.state, "ok");
  const healthy = await examine({});
  assertEquals(healthy.findings[1]?.message, "library and ffmpeg run from /cache/confrec");
});

Deno.test("where the cache's disk is full space is what it needs, and no permission", async () => {
  const { code, trouble } = await examine({
    cacheFolder: () => "/home/cache",
    unpack: (name) => Promise.resolve(`/tmp/x/${name}`),
    placesLeft: () => [{ name: "/home/cache", why: "the disk is full", remedy: "free space" }],
  });
  assertEquals(code, 0);
  assertEquals(trouble.map(({ message }) => message), [
    "cannot use /home/cache: the disk is full, so that each start unpacks anew into /tmp/x; free space",
  ]);
});

Deno.test("recordings that were left in other folders are told, as a start tells them", async () => {
  await withFolder(async (elsewhere) => {
    const spool = join(elsewhere, "old.mp3.confrec");
    const cache = join(elsewhere, "cache");
    (await Spool.create(spool))[Symbol.dispose]();
    noteSpool(spool, cache);
    const { code, trouble } = await examine({ notesFolder: () => cache });
    assertEquals([code, trouble.map(({ check, state }) => `${check} ${state}`)], [0, [
      "left warn",
    ]]);
    assertStringIncludes(trouble[0]?.message ?? "", `confrec recover ${spool}`);
  });
});

Deno.test("the folder that is tried is the one to which a link leads", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await withFolder(async (folder) => {
    const link = join(folder, "link.mp3");
    await Deno.symlink(join(folder, "gone", "deeper", "a.mp3"), link);
    await Deno.symlink(join(folder, "nowhere"), join(folder, "gone"));
    const io = fakeIo();
    const { call } = parseArguments(["doctor", "--out", link]);
    assertEquals(await doctor(call, io, HEALTHY), 5);
    assertMatch(io.stdout.text, /^fail {2}output folder {2}.*gone is a link to .*nowhere/m);
  });
});

Deno.test("an output that takes no silence is a warning: the recording is right without it", async () => {
  const playSilence = () => Promise.reject(new DeviceError("failed", "Cannot play silence"));
  const { code, trouble } = await examine({ playSilence });
  assertEquals([code, trouble.map(({ check }) => check)], [0, ["silence"]]);
});

Deno.test("what is muted is said by name, of an output too", async () => {
  const probe: DoctorWorld["probe"] = (_track, { name }) =>
    Promise.resolve(probeOf(name, -Infinity));
  const devices = DEVICES.map((device) => ({ ...device, isMuted: true }));
  const server = () => ({ backend: "PulseAudio", devices });
  const { code, trouble } = await examine({ probe, server }, "--mic", "USB Mic A");
  assertEquals(code, 0);
  assertEquals(trouble.map(({ check, state }) => `${check} ${state}`), [
    "mic warn",
    "system warn",
  ]);
  assertStringIncludes(trouble[0]?.message ?? "", "USB Mic A: 48000 Hz, mono, muted; unmute it");
  assertStringIncludes(trouble[1]?.message ?? "", "Speakers: 48000 Hz, mono, muted; unmute it");
});

Deno.test("devices that are not used are listened to in one go, each reported in its place", async () => {
  const [first] = DEVICES;
  const more = Array.from({ length: 53 }, (_, i) => ({
    ...first ?? raise(),
    id: `more.${i}`,
    name: `More ${i}`,
    isDefault: false,
  }));
  let glances = 0;
  const glance: DoctorWorld["glance"] = (choices) => {
    if (choices.length > 0) glances++;
    return Promise.resolve(choices.map(({ name }) => probeOf(name)));
  };
  const server = () => ({ backend: "PulseAudio", devices: [...DEVICES, ...more] });
  const { findings } = await examine({ glance, server });
  assertEquals(glances, 1);
  const order = findings.filter(({ check }) => check === "mic").map(({ device }) => device?.id);
  assertEquals(order.slice(2), more.map(({ id }) => id));
});

function raise(): never {
  throw new Error("There is no device to copy");
}
