import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { Program } from "../../../scripts/stage/program.ts";
import {
  decode,
  findTones,
  levelsOf,
  MIC_TONES,
  rmsDb,
  SYSTEM_TONES,
  type Tone,
  writeTones,
} from "../../../scripts/stage/tones.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import type { JsonLine } from "../../../cli/report/json_lines.ts";
import { gapsOf, jsonLinesOf } from "../json_lines.ts";
import { playTones } from "../witness.ts";
import { runTool } from "../../../scripts/project/tool.ts";

Deno.test("a meeting of two sides is recorded with every tone in its place and at its level", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    const gaps = await record(folder, out);
    const { channels: [left, right] } = await decode(out, 2);
    assert(left !== undefined && right !== undefined);

    const mic = findTones(left, 440);
    const system = findTones(right, 1000);
    assertEquals([mic.length, system.length], [2, 2], JSON.stringify({ gaps, mic, system }));
    // The stage plays both sides at once, so that all times are known but for one common start.
    const start = (mic[0]?.fromSeconds ?? NaN) - 0.5;
    // The microphone's peak is the tone's and the noise's together, 0.3 dB more than the tone's alone.
    for (
      const [found, played, peakDb] of pairs([mic, MIC_TONES, -7.3], [system, SYSTEM_TONES, -8])
    ) {
      assertAlmostEquals(found.fromSeconds - start, played.fromSeconds, 0.05);
      assertAlmostEquals(found.toSeconds - start, played.toSeconds, 0.05);
      // Gains go down to the next half decibel.
      assertAlmostEquals(found.peakDb, peakDb - 0.25, 0.5);
    }

    // Between the tones there is only the microphone's noise, at −55 + 13 dBFS if nobody silenced it.
    assertLess(rmsDb(left, start + 3.2, start + 4.2), -80);
    assertLess(rmsDb(right, start + 3.2, start + 4.2), -80);
    // The gate speaks of the microphone; the far side's tone is as even after it as it was played.
    const inside = levelsOf(right, 1000).slice(
      Math.round((start + 1.6) * 100),
      Math.round((start + 2.9) * 100),
    );
    assertLess(Math.max(...inside) - Math.min(...inside), 1);
  }, { prefix: "confrec meeting é " });
});

/** The sound that is played, seconds. */
const STAGE_SECONDS = 8;
const TRIES = 6;

/**
 * Plays both sides while confrec records them, and stops it as a person does; again if the virtual card stood still for a
 * moment, as it does when the machine is overrun.
 *
 * @returns its gaps, as it reports them
 */
async function record(folder: string, out: string): Promise<JsonLine[]> {
  await using card = await VirtualCard.start({ stage: true });
  await writeTones(join(folder, "far.wav"), STAGE_SECONDS, SYSTEM_TONES);
  await writeTones(join(folder, "near.wav"), STAGE_SECONDS, MIC_TONES, { noiseDb: -55 });
  await runTool("sox", [
    ...["-M", join(folder, "far.wav"), join(folder, "near.wav")],
    join(folder, "stage.wav"),
  ]);
  for (let left = TRIES;; left--) {
    const { gaps, isWhole } = await recordOnce(card, folder, out);
    if (isWhole || left === 1) return gaps;
  }
}

/** Says also whether the card played each tone whole. */
async function recordOnce(
  card: VirtualCard,
  folder: string,
  out: string,
): Promise<{ gaps: JsonLine[]; isWhole: boolean }> {
  await using program = new Program(["--out", out, "--json", "--force"], card.env);
  await program.saw('"started"');
  const isWhole = await playTones(card, join(folder, "stage.wav"));
  program.kill("SIGINT");
  const { code, stdout, stderr } = await program.result;
  assertEquals(code, 0, stderr);
  assertEquals(names(folder), ["far.wav", "meeting.mp3", "near.wav", "stage.wav"]);
  return { gaps: gapsOf(jsonLinesOf(stdout)), isWhole };
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

function pairs(...sides: [Tone[], readonly Tone[], number][]): [Tone, Tone, number][] {
  return sides.flatMap(([found, played, peakDb]) =>
    found.map((tone, i): [Tone, Tone, number] => [tone, played[i] ?? tone, peakDb])
  );
}
