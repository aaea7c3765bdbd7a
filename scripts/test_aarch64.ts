/**
 * `deno task test:aarch64`: tests what is built for Linux on AArch64, under qemu: the C library by its own tests, ffmpeg by
 * an encode, and both library and TypeScript by a Deno for AArch64 with some tests of `ffi`, `formats` and `dsp`.
 *
 * qemu is too slow to record in: sources that do not answer for 5 s are given up.
 */
import { join } from "node:path";
import { build } from "./build/build.ts";
import { findTarget } from "./build/targets.ts";
import { installMissing } from "./prepare.ts";
import { project, targetFolder } from "./project/folders.ts";
import { fetchDeno } from "./stage/npm_deno.ts";
import { tell } from "./project/tell.ts";
import { runTool } from "./project/tool.ts";
import { decode, levelsOf, writeTones } from "./stage/tones.ts";
import { withFolder } from "./stage/temporary_folder.ts";
import { QEMU_AARCH64, testNative } from "./test_native.ts";

const SECONDS = 3;
const TONE = { fromSeconds: 0, toSeconds: SECONDS, hz: 1000, peakDb: -12 } as const;
/** LAME turns everything down by 5 % at such a rate, on every processor. */
const LAME_DB = 0.5;
/** What the step with ffmpeg proves. */
const ENCODED = { name: "an MP3 that ffmpeg makes of a tone has the tone's length and level" };
/** Those that take some seconds even there, and start no other program. */
const TESTS = [
  "tests/ffi/null_stream_test.ts",
  "tests/ffi/symbols_test.ts",
  "tests/formats/mp3_frame_test.ts",
  "tests/formats/wav_reader_test.ts",
  "tests/dsp/delay_locked_loop_test.ts",
] as const;

/** Runs everything; throws with what the first failure said. */
export async function testAarch64(): Promise<void> {
  await installMissing([
    "cc",
    "make",
    "xz",
    "sox",
    "ffmpeg",
    "aarch64-linux-gnu-gcc",
    "qemu-aarch64",
  ]);
  const target = findTarget("aarch64-unknown-linux-gnu");
  await build(target);
  await testNative(target);
  await testFfmpeg(join(targetFolder(target.triple), target.ffmpeg));
  const [command = "", ...args] = [...QEMU_AARCH64, await fetchDeno("aarch64")];
  const { success } = await new Deno.Command(command, {
    args: [...args, "test", "-A", "--no-check", "--no-lock", ...TESTS],
    cwd: project,
    stdin: "null",
  }).spawn().status;
  if (!success) throw new Error("Tests failed on AArch64");
}

/** As this machine's ffmpeg hears it. */
async function testFfmpeg(path: string): Promise<void> {
  await withFolder(async (folder) => {
    const [wav = "", mp3 = ""] = ["tone.wav", "tone.mp3"].map((name) => join(folder, name));
    await writeTones(wav, SECONDS, [TONE]);
    const [command = "", ...args] = [...QEMU_AARCH64, path, "-v", "error", "-i", wav];
    await runTool(command, [...args, "-c:a", "libmp3lame", "-b:a", "128k", mp3]);
    const { rateHz, channels: [heard = new Float32Array()] } = await decode(mp3, 1);
    const levels = levelsOf(heard, TONE.hz).sort((a, b) => a - b);
    const level = levels[levels.length >> 1] ?? NaN;
    if (heard.length !== SECONDS * rateHz || !(Math.abs(level - TONE.peakDb) < LAME_DB)) {
      throw new Error(`ffmpeg on AArch64 made ${heard.length} frames at ${level} dBFS of a tone`);
    }
    console.log(`ok: ${ENCODED.name} (aarch64-unknown-linux-gnu)`);
  });
}

if (import.meta.main) await tell(testAarch64);
