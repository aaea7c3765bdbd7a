import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { findClicks, SkewedMicrophone } from "../../../scripts/stage/skewed_microphone.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { Program } from "../../../scripts/stage/program.ts";
import { decode } from "../../../scripts/stage/tones.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const SKEWS_PPM = [-300, -50, 50, 300];
const SECONDS = 25;

Deno.test("microphones whose clocks are off by -300, -50, 50 and 300 ppm are found out, and put in step", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start();
    // All at once, so that it takes no longer than one; who fails leaves the card to the others.
    const ends = await Promise.allSettled(SKEWS_PPM.map(async (ppm) => {
      await using microphone = await SkewedMicrophone.plugIn(card, ppm);
      await record(card, join(folder, `${ppm}.mp3`), microphone.name, ppm);
    }));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    for (const ppm of SKEWS_PPM) await measure(folder, ppm);
  });
});

async function record(card: VirtualCard, out: string, mic: string, ppm: number): Promise<void> {
  await using program = new Program(
    ["--out", out, "--mic", mic, "--json", "--keep-stems", "--duration", String(SECONDS)],
    card.env,
  );
  const { code, stdout, stderr } = await program.result;
  assertEquals(code, 0, stderr);
  const finished = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  // Half a minute on a busy machine tells a clock within some parts per million; two minutes do better.
  assertAlmostEquals(finished.tracks.mic.ppm, ppm, 20);
  assertEquals(finished.tracks.mic.gaps.count, 0);
  assertAlmostEquals(finished.seconds, SECONDS, 0.001);
}

/** Each second of the computer's clock has a click. Uncorrected, at 300 ppm, the last would be 7 ms off. */
async function measure(folder: string, ppm: number): Promise<void> {
  const { channels: [near] } = await decode(join(folder, `${ppm}.mic.wav`), 1);
  const { channels: [far] } = await decode(join(folder, `${ppm}.system.wav`), 1);
  assert(near !== undefined && far !== undefined);
  assertEquals(near.length, far.length);
  const clicks = findClicks(near);
  assertLess(SECONDS - 3, clicks.length);
  const [first = NaN] = clicks;
  const offsetsMs = clicks.map((frame, i) => (frame - first) / 48 - 1000 * i);
  for (const ms of offsetsMs) assertLess(Math.abs(ms), 1, `${ppm} ppm: ${offsetsMs.join(" ")}`);
}
