/** The microphone, played to headphones while it is recorded. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { runTool } from "../../../scripts/project/tool.ts";
import { clickTrain } from "../../../scripts/stage/clicks.ts";
import { offsetSeconds } from "../../../scripts/stage/offset.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";

const RATE_HZ = 48_000;
const HEADPHONES = "module-null-sink sink_name=headphones rate=48000 format=float32le channels=2 " +
  "sink_properties=device.description=Headset";

/** The first channel of a stem. */
function stemOf(path: string): Float32Array {
  using reader = WavReader.open(path);
  const { channels, frames } = reader.info;
  return reader.read(0, frames).filter((_sample, i) => i % channels === 0);
}

/** How loud each millisecond is: what is far apart is found by it. */
function envelope(samples: Float32Array): Float32Array {
  const step = RATE_HZ / 1_000;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, ms) => {
    let sum = 0;
    for (let i = ms * step; i < (ms + 1) * step; i++) sum += Math.abs(samples[i] ?? 0);
    return sum;
  });
}

/** Without what is above 3 kHz, where a fraction of a sample makes all the difference. */
function dull(samples: Float32Array): Float32Array {
  return samples.map((_, n) => samples.subarray(n, n + 16).reduce((sum, x) => sum + x, 0) / 16);
}

/** How alike two recordings are, from -1 to 1, and how much louder the second is, dB. */
function compare(a: Float32Array, b: Float32Array): { likeness: number; louderDb: number } {
  let aa = 0, bb = 0, ab = 0;
  for (let n = 0; n < Math.min(a.length, b.length); n++) {
    const [x = 0, y = 0] = [a[n], b[n]];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return { likeness: ab / Math.sqrt(aa * bb), louderDb: 10 * Math.log10(bb / aa) };
}

function writeClicks(card: VirtualCard): string {
  const path = join(card.folder, "clicks.wav");
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "float32" });
  writer.write(clickTrain(40, RATE_HZ));
  writer.finish();
  return path;
}

Deno.test("a recording with --monitor: the microphone is heard on headphones within 60 ms, and recorded as without", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ extra: [`load-module ${HEADPHONES}`] });
    const noise = join(card.folder, "noise.wav");
    await runTool("sox", ["-n", "-r", "48000", noise, "synth", "40", "pinknoise", "vol", "0.1"]);
    const players = [card.play(writeClicks(card), "micfeed", 30), card.play(noise, "speakers")];
    const record = (name: string, more: readonly string[]) => {
      const out = join(folder, `${name}.wav`);
      const args = ["--out", out, "--keep-stems", "--json", "--duration", "12s", ...more];
      return new Program(args, card.env);
    };
    // The second one hears what the first one plays, and is the recording without a monitor.
    await using monitored = record("with", ["--monitor", "headset"]);
    await using plain = record("without", ["--system", "headset"]);
    const [first, second] = await Promise.all([monitored.result, plain.result]);
    for (const player of players) player.kill();
    await Promise.all(players.map(({ status }) => status));
    assertEquals([first.code, second.code], [0, 0], `${first.stdout}${second.stdout}`);
    assert(!first.stdout.includes("--monitor"), first.stdout);

    const stem = (name: string) => stemOf(join(folder, name));
    const [own, spoken, heard] = ["with.mic.wav", "without.mic.wav", "without.system.wav"].map(
      stem,
    );
    assert(own !== undefined && spoken !== undefined && heard !== undefined);
    const delays = [4, 5, 6, 7, 8, 9].map((second) =>
      offsetSeconds(spoken, heard, RATE_HZ, second, 1, 0.15)
    ).sort((a, b) => a - b);
    const words = delays.map((delay) => (delay * 1e3).toFixed(1)).join(", ");
    console.log(`monitor: ${words} ms behind`);
    const [, , , median = NaN] = delays;
    assert(median > 0);
    assertLess(median, 0.06);

    // Both sessions began at moments of their own.
    const apart = offsetSeconds(envelope(spoken), envelope(own), 1_000, 5, 4, 4.9);
    const coarse = Math.round(apart * RATE_HZ);
    // Each aligned for itself: two sessions know the time of a sample to some tenths of a millisecond.
    const stretches = Array.from({ length: 10 }, (_, i) => {
      const from = (6 + 0.4 * i) * RATE_HZ;
      const a = dull(spoken.subarray(from, from + 0.6 * RATE_HZ));
      const b = dull(own.subarray(from + coarse, from + coarse + 0.6 * RATE_HZ));
      const shift = Math.round(offsetSeconds(a, b, RATE_HZ, 0.1, 0.4) * RATE_HZ);
      return compare(a.subarray(4_800, 24_000), b.subarray(4_800 + shift, 24_000 + shift));
    }).sort((a, b) => a.likeness - b.likeness);
    const { likeness = NaN, louderDb = NaN } = stretches[5] ?? {};
    console.log(`stems: likeness ${likeness.toFixed(4)}, ${louderDb.toFixed(3)} dB louder`);
    assertLess(0.99, likeness);
    assertAlmostEquals(louderDb, 0, 0.05);
  });
});

Deno.test("a monitor that would be recorded, or has nothing to play, is refused", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ extra: [`load-module ${HEADPHONES}`] });
    const clicks = writeClicks(card);
    const cases: [string[], string][] = [
      [["--monitor"], "the call is recorded from there"],
      [["--monitor", "speakers"], "the call is recorded from there"],
      [["--monitor", "headset", "--system", "headset"], "the call is recorded from there"],
      [["--monitor", "sonos"], "no output matches it"],
      [["--monitor", "headset", "--mic", "none"], "--mic is none"],
      [["--monitor", "headset", "--mic", `file:${clicks}`], "--mic plays a file"],
      [["--monitor-gain", "6dB"], "add --monitor"],
      [["--monitor", "headset", "--monitor-gain", "60dB"], "a gain from"],
    ];
    for (const [args, why] of cases) {
      const { code, stderr } = await runProgram(
        [...args, "--out", join(folder, "a.mp3"), "--duration", "1s"],
        card.env,
      );
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, why);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("headphones that are unplugged are reported, and the recording goes on", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ extra: [`load-module ${HEADPHONES}`] });
    const player = card.play(writeClicks(card), "micfeed");
    const out = join(folder, "a.wav");
    const args = ["--out", out, "--json", "--system", "none", "--monitor", "headset"];
    await using program = new Program([...args, "--duration", "9s"], card.env);
    await program.saw('"progress"');
    const modules = (await card.pactl("list", "short", "modules")).split("\n");
    const module = modules.find((line) => line.includes("headphones"))?.split("\t")[0] ?? "";
    await card.pactl("unload-module", module);
    await program.saw("Headset does not play your microphone");
    await card.pactl("load-module", ...HEADPHONES.split(" "));
    await program.saw("Headset plays your microphone again");
    const { code, stdout } = await program.result;
    player.kill();
    await player.status;
    assertEquals(code, 0, stdout);
    assert(!stdout.includes('"event":"gap"'), stdout);
  });
});
