/** A meeting of two sides, recorded by the Windows program until it gets Ctrl+C. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import {
  decode,
  findTones,
  MIC_TONES,
  rmsDb,
  SYSTEM_TONES,
  type Tone,
  writeTones,
} from "../../scripts/stage/tones.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { runTool } from "../../scripts/project/tool.ts";
import { playTones } from "../e2e/witness.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;
/**
 * Wine hands sound over when it gets to it. On a busy machine that is up to some 20 ms late, for seconds, and corrected
 * by pieces of silence, which may stand within a tone.
 */
const TOLERANCE_SECONDS = 0.1;
const TRIES = 3;

Deno.test("every tone of both sides is in its place and at its level, up to Ctrl+C", {
  ignore,
}, async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await record(folder, out);
    const { channels: [left, right] } = await decode(out, 2);
    assert(left && right);
    const mic = joined(findTones(left, 440));
    const system = joined(findTones(right, 1000));
    const start = (mic[0]?.fromSeconds ?? NaN) - 0.5;
    for (
      const [found, played, peakDb] of [[mic, MIC_TONES, -7.5], [
        system,
        SYSTEM_TONES,
        -8.25,
      ]] as const
    ) {
      assertEquals(found.length, played.length);
      for (const [i, tone] of played.entries()) {
        assertAlmostEquals(
          (found[i]?.fromSeconds ?? NaN) - start,
          tone.fromSeconds,
          TOLERANCE_SECONDS,
        );
        assertAlmostEquals((found[i]?.toSeconds ?? NaN) - start, tone.toSeconds, TOLERANCE_SECONDS);
        assertAlmostEquals(found[i]?.peakDb ?? NaN, peakDb, 1);
      }
    }
    assertLess(rmsDb(left, start + 3.2, start + 4.2), -80);
    assertLess(rmsDb(right, start + 3.2, start + 4.2), -80);
  }, { prefix: "confrec wine é " });
});

async function record(folder: string, out: string): Promise<void> {
  await using card = await VirtualCard.start({ stage: true });
  const [far, near, stage] = ["far.wav", "near.wav", "stage.wav"].map((name) => join(folder, name));
  assert(far && near && stage);
  await writeTones(far, 8, SYSTEM_TONES);
  await writeTones(near, 8, MIC_TONES, { noiseDb: -55 });
  await runTool("sox", ["-M", far, near, stage]);
  for (let left = TRIES; left > 0; left--) {
    if (await recordOnce(card, stage, out)) return;
  }
}

/** @returns whether the card played each tone whole */
async function recordOnce(card: VirtualCard, stage: string, out: string): Promise<boolean> {
  await using program = new Program(["--out", out, "--json", "--force"], card.env);
  await program.saw('"started"');
  const isWhole = await playTones(card, stage);
  program.kill("SIGINT");
  const { code, stderr, stdout } = await program.result;
  assertEquals(code, 0, stderr);
  assert(stdout.includes('"reason":"interrupt"'), stdout);
  return isWhole;
}

/** Tones with less than the tolerance between them are one. */
function joined(tones: readonly Tone[]): Tone[] {
  const whole: Tone[] = [];
  for (const tone of tones) {
    const last = whole.at(-1);
    if (last !== undefined && tone.fromSeconds - last.toSeconds < TOLERANCE_SECONDS) {
      whole[whole.length - 1] = { ...last, toSeconds: tone.toSeconds };
    } else whole.push(tone);
  }
  return whole;
}
