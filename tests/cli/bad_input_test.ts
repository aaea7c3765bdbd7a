/** Every kind of bad input: one clear line, the right exit code, nothing touched. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { failureOf } from "../../cli/process/failure.ts";
import { parseArguments } from "../../cli/parse_arguments.ts";
import { record } from "../../cli/record/record.ts";
import { run } from "../../cli/run.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { runProgram } from "../../scripts/stage/program.ts";
import { fakeIo } from "./fake_io.ts";
import { DEVICES, FakeRecording } from "./fake_recording.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

/** What stands in the folder, so that any change is seen. */
async function snapshot(folder: string): Promise<string[]> {
  const entries: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) entries.push(`${name}/`, ...await snapshot(path));
    else entries.push(`${name} ${(await Deno.stat(path)).size}`);
  }
  return entries.sort();
}

/** A 16-bit mono WAV at 8 kHz of 80 frames of a ramp, cut after so many bytes. */
function wav(bytes = Infinity): Uint8Array {
  const data = new DataView(new ArrayBuffer(44 + 160));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) data.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  data.setUint32(4, 36 + 160, true);
  text(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, 8_000, true);
  data.setUint32(28, 16_000, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  text(36, "data");
  data.setUint32(40, 160, true);
  for (let i = 0; i < 80; i++) data.setInt16(44 + 2 * i, 100 * i, true);
  return new Uint8Array(data.buffer).subarray(0, bytes);
}

/** A folder with something of each kind in it. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "folder.mp3"));
    await Deno.writeTextFile(join(folder, "there.mp3"), "an older meeting");
    await Deno.writeTextFile(
      join(folder, "song.wav"),
      "ID3 this is no WAV file at all, whatever it says",
    );
    await Deno.writeFile(join(folder, "empty.wav"), new Uint8Array());
    await Deno.writeFile(join(folder, "whole.wav"), wav());
    await Deno.writeFile(join(folder, "head.wav"), wav(30));
    await Deno.writeFile(join(folder, "silent.wav"), wav(44));
    await Deno.writeFile(join(folder, "torn.wav"), wav(150));
    await test(folder);
  });
}

/** Runs a command line whose words may name the folder as `@`. */
type Attempt = (args: readonly string[]) => Promise<{ code: number; stderr: string }>;

/** With real files, and whatever devices a test wants. */
function attempt(devices: FakeRecording["list"]): Attempt {
  return async (args) => {
    const parts = new FakeRecording();
    parts.list = devices;
    parts.start = () => {
      throw new TypeError("A recording was begun");
    };
    try {
      return { code: await record(parseArguments(args).call, fakeIo(), parts), stderr: "" };
    } catch (error) {
      const { exitCode, message, trace = "" } = failureOf(error);
      return { code: exitCode, stderr: `${trace}confrec: ${message}\n` };
    }
  };
}

/** Nothing but the program itself: for what fails before it looks for a device. */
const whole: Attempt = async (args) => {
  const io = fakeIo();
  const code = await run(args, io);
  assertEquals(io.stdout.text, "");
  return { code, stderr: io.stderr.text };
};

const two = attempt(() => DEVICES);
const noMicrophone = attempt(() => DEVICES.filter(({ direction }) => direction === "output"));
const noServer = attempt(() => {
  throw new DeviceError("missing", "Cannot reach the sound server: there is none; start it");
});

const OUT = "--out @/new.mp3";
const FILES = "--mic file:@/whole.wav --system none";

const CASES: readonly [what: string, Attempt, args: string, code: number, message: RegExp][] = [
  ["an unknown option", whole, `${OUT} --biterate 64k`, 2, /did you mean --bitrate\?/],
  ["an unknown command", whole, "recrod", 2, /did you mean confrec record\?/],
  ["no output", whole, "--mic none", 2, /--out FILE is missing/],
  ["a bad number", whole, `${OUT} --pace ten`, 2, /--pace "ten": a number above 0/],
  ["a bad unit", whole, `${OUT} --duration 5y`, 2, /--duration "5y": a time such as/],
  ["a bit rate that MP3 has not", whole, `${OUT} --bitrate 100k`, 2, /--bitrate "100k": one of/],
  [
    "a quality that LAME has not",
    whole,
    `${OUT} --quality 11`,
    2,
    /--quality "11": a whole number/,
  ],
  [
    "two bit rates at once",
    whole,
    `${OUT} --quality 2 --bitrate 64k ${FILES}`,
    2,
    /--bitrate and --quality together/,
  ],
  ["an output that exists", whole, `--out @/there.mp3 ${FILES}`, 2, /it exists.*--force/],
  ["an output that is a folder", whole, `--out @/folder.mp3 ${FILES}`, 2, /it is a folder/],
  ["an output without an ending", whole, `--out @/new ${FILES}`, 2, /no ending; use \.mp3 or/],
  ["an output of another kind", whole, `--out @/new.ogg ${FILES}`, 2, /\.ogg is not a format/],
  ["a file as folder", whole, `--out @/there.mp3/new.mp3 ${FILES}`, 2, /is not a folder/],
  [
    "a bit rate for a WAV",
    whole,
    `--out @/n.wav --bitrate 64k ${FILES}`,
    2,
    /--bitrate with a \.wav/,
  ],
  ["both sides none", whole, `${OUT} --mic none --system none`, 2, /both none/],
  ["a file that is missing", whole, `${OUT} --mic file:@/no.wav`, 2, /no\.wav": there is no/],
  ["a file that is a folder", whole, `${OUT} --mic file:@/folder.mp3`, 2, /folder/],
  ["a file named as a device", whole, `${OUT} --mic @/whole.wav`, 2, /write --mic file:.*whole/],
  ["a spool in a file", whole, `${OUT} ${FILES} --spool @/song.wav`, 2, /choose another --spool/],
  ["a file that is empty", whole, `${OUT} --mic file:@/empty.wav`, 2, /it is empty/],
  ["a file that is no WAV", whole, `${OUT} --mic file:@/song.wav`, 2, /Cannot read .*song\.wav/],
  ["a WAV cut in its head", whole, `${OUT} --mic file:@/head.wav`, 2, /Cannot read .*head\.wav/],
  ["a WAV cut before its sound", whole, `${OUT} --mic file:@/silent.wav`, 2, /holds no sound/],
  ["a WAV cut in its sound", whole, `${OUT} --mic file:@/torn.wav`, 2, /cut short/],
  ["an output that is an input", whole, `--out @/whole.wav --force ${FILES}`, 2, /it is an input/],
  ["an unknown device", two, `${OUT} --mic webcam`, 2, /find "webcam".*USB Mic A/],
  ["an ambiguous device", two, `${OUT} --mic usb`, 2, /USB Mic A.*USB Mic B/],
  ["a device played faster", two, `${OUT} --pace 2`, 2, /--pace 2 with a device/],
  [
    "no microphone",
    noMicrophone,
    `${OUT} --system none`,
    3,
    /microphone: there is none.*--mic none/,
  ],
  ["no sound server", noServer, OUT, 3, /sound server/],
];

for (const [what, attempt, args, code, message] of CASES) {
  Deno.test(`${what} is told in one line, ends with ${code} and touches nothing`, async () => {
    await inFolder(async (folder) => {
      const before = await snapshot(folder);
      const result = await attempt(args.split(" ").map((word) => word.replace("@", folder)));
      assertEquals(result.code, code, result.stderr);
      assertMatch(result.stderr, /^confrec: Cannot [^\n]+\n$/);
      assertMatch(result.stderr, message);
      assertEquals(await snapshot(folder), before);
    });
  });
}

const SPAWNED: readonly [what: string, args: string, code: number, message: RegExp][] = [
  ["an unknown option", `${OUT} --biterate 64k`, 2, /did you mean --bitrate\?/],
  ["an output that exists", `--out @/there.mp3 ${FILES}`, 2, /it exists/],
  ["a WAV cut in its sound", `${OUT} --mic file:@/torn.wav --system none`, 2, /cut short/],
  ["no sound server", OUT, 3, /sound server/],
];

for (const [what, args, code, message] of SPAWNED) {
  // Which sound server there is nobody chooses on Windows: tests/wine/record_test.ts does without one.
  const ignore = Deno.build.os === "windows" && what === "no sound server";
  Deno.test(`the program itself: ${what} ends with ${code}`, { ignore }, async () => {
    await inFolder(async (folder) => {
      const before = await snapshot(folder);
      const nobody = { PULSE_SERVER: `unix:${folder}/nobody`, XDG_RUNTIME_DIR: folder };
      const words = args.split(" ").map((word) => word.replace("@", folder));
      const result = await runProgram(words, nobody);
      assertEquals([result.code, result.stdout], [code, ""], result.stderr);
      assertMatch(result.stderr, /^confrec: Cannot [^\n]+\n$/);
      assertMatch(result.stderr, message);
      assertEquals(await snapshot(folder), before);
    });
  });
}

Deno.test("with --json an error is an event too", async () => {
  const io = fakeIo();
  assertEquals(await run(["--json", "--mic", "none"], io), 2);
  const event = JSON.parse(io.stdout.text);
  assertEquals([event.event, event.exitCode], ["error", 2]);
  assert(io.stderr.text.includes(event.message));
});
