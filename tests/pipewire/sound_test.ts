import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import type { PipewireCard } from "../../scripts/stage/pipewire/pipewire_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";
import {
  decode,
  findTones,
  MIC_TONES,
  SYSTEM_TONES,
  type Tone,
  writeTones,
} from "../../scripts/stage/tones.ts";
import { runTool } from "../../scripts/project/tool.ts";
import { startCard } from "./card.ts";

const SECONDS = 8;
/** How exactly tones stand: both players begin on their own, and a busy machine misses cycles. */
const PLACE_SECONDS = 0.15;
const TRIES = 4;
/** What players keep ahead, so that a busy machine does not interrupt them. */
const PLAYER_MS = 1_000;
/** A missed cycle cuts a tone in two. */
const CUT_SECONDS = 0.3;
/** Five channels without a place, then the sound, as an interface's Pro Audio profile may have it. */
const EIGHT = "AUX0 AUX1 AUX2 AUX3 AUX4 AUX5 AUX6 AUX7";

Deno.test("every tone of both sides is in its place and at its level", async () => {
  await using card = await startCard();
  await recordTones(card, []);
});

Deno.test("a card at 44.1 kHz is recorded as one at 48 kHz is", async () => {
  await using card = await startCard({ rateHz: 44_100 });
  await recordTones(card, []);
});

Deno.test("sound in the sixth of eight auxiliary channels is heard, as of an interface in Pro Audio", async () => {
  await using card = await startCard({ speakers: EIGHT });
  await recordTones(card, ["remix", "0", "0", "0", "0", "0", "1", "0", "0"]);
});

Deno.test("sound in one of eight channels, a rear one, is recorded", async () => {
  await using card = await startCard({ speakers: "FL FR FC LFE RL RR SL SR" });
  await recordTones(card, ["remix", "0", "0", "0", "0", "1", "0", "0", "0"]);
});

/**
 * Records both sides and looks for their tones; again when the server missed cycles meanwhile, which put off the players.
 *
 * @param effects of sox, for what the speakers play
 */
async function recordTones(card: PipewireCard, effects: readonly string[]): Promise<void> {
  using temporary = new TemporaryFolder();
  const path = (name: string) => join(temporary.path, name);
  await writeTones(path("near.wav"), SECONDS, MIC_TONES);
  await writeTones(path("mono.wav"), SECONDS, SYSTEM_TONES);
  await runTool("sox", [path("mono.wav"), path("far.wav"), ...effects]);
  const isMany = effects.length > 0;
  for (let left = TRIES; left > 0; left--) {
    if (!await recordOnce(card, path, isMany)) break;
  }
  const { channels: [near] } = await decode(path("out.mic.wav"), 1);
  const { channels: [left, right] } = await decode(path("out.system.wav"), 2);
  check(near, MIC_TONES, 0);
  // What stands behind or has no place is heard a few decibels less, on one side or on both.
  check(peak(left) >= peak(right) ? left : right, SYSTEM_TONES, isMany ? 10 : 0);
}

/** @returns whether cycles were missed */
async function recordOnce(
  card: PipewireCard,
  path: (name: string) => string,
  isMany: boolean,
): Promise<boolean> {
  const plain = ["--gate", "off", "--normalize", "off", "--json", "--keep-stems", "--force"];
  await using program = new Program(["--out", path("out.wav"), ...plain], card.env);
  await program.saw('"started"');
  const asTheyAre = isMany ? ["--no-remix", "--no-remap"] : [];
  const players = [
    card.play(path("far.wav"), "speakers", PLAYER_MS, asTheyAre),
    card.play(path("near.wav"), "micfeed", PLAYER_MS),
  ];
  for (const player of players) await player.status;
  program.kill("SIGINT");
  const { code, stdout, stderr } = await program.result;
  assert(code === 0 || code === 4, stderr);
  return /"cause":"(skip|stall)"/.test(stdout);
}

function check(
  samples: Float32Array | undefined,
  played: readonly Tone[],
  quieterByDb: number,
): void {
  const [hz = NaN] = played.map((tone) => tone.hz);
  const found = joined(findTones(samples ?? new Float32Array(0), hz));
  assertEquals(found.length, played.length);
  const start = (found[0]?.fromSeconds ?? NaN) - (played[0]?.fromSeconds ?? NaN);
  for (const [i, tone] of played.entries()) {
    const { fromSeconds = NaN, toSeconds = NaN, peakDb = NaN } = found[i] ?? {};
    assertAlmostEquals(fromSeconds - start, tone.fromSeconds, PLACE_SECONDS);
    assertAlmostEquals(toSeconds - start, tone.toSeconds, PLACE_SECONDS);
    if (quieterByDb === 0) assertAlmostEquals(peakDb, tone.peakDb, 0.5);
    else assertLess(Math.abs(peakDb - tone.peakDb), quieterByDb);
  }
}

function peak(samples: Float32Array = new Float32Array(0)): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** Pieces that belong together are one tone. */
function joined(pieces: readonly Tone[]): Tone[] {
  const tones: Tone[] = [];
  for (const piece of pieces) {
    const last = tones.at(-1);
    if (last === undefined || piece.fromSeconds - last.toSeconds > CUT_SECONDS) tones.push(piece);
    else tones[tones.length - 1] = { ...last, toSeconds: piece.toSeconds };
  }
  return tones;
}
