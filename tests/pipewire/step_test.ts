import { assert, assertLess } from "@std/assert";
import { join } from "node:path";
import { runTool } from "../../scripts/project/tool.ts";
import { offsetSeconds } from "../../scripts/stage/offset.ts";
import type { PipewireCard } from "../../scripts/stage/pipewire/pipewire_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";
import { decode } from "../../scripts/stage/tones.ts";
import { startCard } from "./card.ts";

const RATE_HZ = 48_000;
/** Both sides of one sink are no further apart, beside all else that a machine in CI does. */
const MOST_APART_SECONDS = 0.001;

Deno.test("both sides of one sink are in step within a millisecond, in the median of 12 s", async () => {
  await using card = await startCard({ ear: true });
  const offsets = await recordSides(card, 20, () => Promise.resolve());
  assertLess(median(offsets), MOST_APART_SECONDS, offsets.join(" "));
});

Deno.test("both sides stay as much in step when the cycle changes from the longest to a short one, and back", async () => {
  await using card = await startCard({ ear: true });
  const offsets = await recordSides(card, 20, async () => {
    for (const quantum of [512, 2048, 256, 0]) {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      const change = ["settings", "0", "clock.force-quantum", `${quantum}`];
      await card.inside("pw-metadata", "-n", ...change);
    }
  });
  assertLess(median(offsets), MOST_APART_SECONDS, offsets.join(" "));
});

/** Plays noise on the sink that feeds both sides; returns how far they are apart at each second, seconds. */
async function recordSides(
  card: PipewireCard,
  seconds: number,
  meanwhile: () => Promise<void>,
): Promise<number[]> {
  using temporary = new TemporaryFolder();
  const path = (name: string) => join(temporary.path, name);
  await runTool("sox", [
    ...["-R", "-n", "-r", String(RATE_HZ), "-b", "16", "-c", "2", path("noise.wav")],
    ...["synth", String(seconds), "pinknoise", "vol", "0.3", "remix", "1", "1"],
  ]);
  const args = ["--out", path("out.wav"), "--json", "--keep-stems"];
  await using program = new Program(args, card.env);
  await program.saw('"started"');
  await Promise.all([card.play(path("noise.wav"), "speakers", 500).status, meanwhile()]);
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  assert(code === 0 || code === 4, stderr);
  const { channels: [mic] } = await decode(path("out.mic.wav"), 1);
  const { channels: [system] } = await decode(path("out.system.wav"), 1);
  assert(mic !== undefined && system !== undefined);
  const begin = mic.findIndex((sample) => Math.abs(sample) > 0.01) / RATE_HZ;
  // The first seconds tell a clock no better than within some milliseconds.
  return Array.from(
    { length: seconds - 8 },
    (_, i) => offsetSeconds(mic, system, RATE_HZ, begin + 5 + i, 1, 0.1),
  );
}

/** A loss in the middle of a second makes that one unclear. */
function median(offsets: readonly number[]): number {
  const sorted = offsets.map(Math.abs).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
