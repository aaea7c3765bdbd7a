/** What is said of a file is there in no time, however long it is; what cannot be written is a warning. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import process from "node:process";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { describeFile, type FileToDescribe } from "../../../meeting/beside/describe_file.ts";
import { usualFile } from "../../../meeting/settings/file_settings.ts";
import { TrackAnalyser } from "../../../post/analysis/track_analyser.ts";
import { TrackAnalysis } from "../../../post/analysis/track_analysis.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { outlineOf } from "../../../post/outline/outline.ts";
import { CutFinder } from "../../../post/plan/cut_finder.ts";
import { makePlan } from "../../../post/plan/plan.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { options } from "../../post/programme_signals.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";
import { OUTPUT, STORY } from "../facts/example_facts.ts";

const RATE_HZ = 48_000;
const SOUND = soundOf(options());
/** What is heard again and again: 4 s of each side in turn. */
const PIECE_SECONDS = 48;

/** A side of so many such pieces, as if all of them had been analysed. */
function analysisOf(track: TrackName, pieces: number): TrackAnalysis {
  const channels = track === "mic" ? 1 : 2;
  const samples = new Float32Array(PIECE_SECONDS * RATE_HZ * channels);
  for (let i = 0; i < PIECE_SECONDS * RATE_HZ; i++) {
    const second = i / RATE_HZ;
    if ((second + (track === "mic" ? 0 : 4)) % 8 >= 4) continue;
    const sample = 0.1 * Math.sin(2 * Math.PI * 140 * second + 5 * Math.sin(4 * second));
    samples.fill(sample, i * channels, (i + 1) * channels);
  }
  const analyser = new TrackAnalyser({ track, options: SOUND });
  analyser.push(samples);
  analyser.finish();
  const piece = analyser.take();
  const hops = piece.gains.length;
  const analysis = new TrackAnalysis(track, RATE_HZ);
  for (let i = 0; i < pieces; i++) {
    const moved = (turns: readonly number[] = []) => {
      const closed = turns.length % 2 === 0 ? turns : [...turns, hops];
      return closed.map((hop) => hop + i * hops);
    };
    const frames = (i + 1) * hops * analysis.hopFrames;
    analysis.append({
      ...{ ...piece, fromHop: i * hops, frames, settledFrames: frames },
      ...{ voiceTurns: moved(piece.voiceTurns), speechTurns: moved(piece.speechTurns) },
      finished: i === pieces - 1,
    });
  }
  return analysis;
}

function longFile(folder: string, pieces: number): FileToDescribe {
  const analyses = [analysisOf("mic", pieces), analysisOf("system", pieces)];
  const plan = makePlan(analyses, SOUND, new CutFinder(SOUND.trim));
  const frames = analyses[0]?.frames ?? 0;
  return {
    output: { ...OUTPUT, path: join(folder, "meeting.mp3") },
    made: {
      ...{ ...ORDINARY_SOUND, path: "", bytes: 1, frames, rateHz: RATE_HZ, channels: 2, plan },
      ...{ lastGainSteps: {}, silentTracks: [], unheardTracks: [], chapters: [] },
      levels: { loudnessLufs: -17, truePeakDb: -1, peakDb: -1 },
      ...{ peaks: {}, outline: outlineOf(analyses, plan) },
    },
    story: { ...STORY, report: { ...STORY.report, frames } },
    file: { ...usualFile(), sidecar: true, report: true },
    sound: { channels: "stereo", mode: undefined },
    ...{ faults: [], original: "stem", force: true },
  };
}

Deno.test("of eight hours page and sidecar are written in less than 0.3 s", async () => {
  await withFolder(async (folder) => {
    const file = longFile(folder, 600);
    const milliseconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      // By the processor's clock: the machine may have other things to do.
      const before = process.cpuUsage();
      const { facts, warnings } = await describeFile(file);
      const { user, system } = process.cpuUsage(before);
      milliseconds.push((user + system) / 1_000);
      assertEquals(warnings, []);
      assertEquals(facts?.sides.mic?.speech.intervals.length, 3_600);
    }
    assert(Math.min(...milliseconds) < 300, `${milliseconds} ms`);
    const sizes = ["html", "json"].map((ending) => {
      return Deno.statSync(join(folder, `meeting.${ending}`)).size;
    });
    assert(sizes.every((size) => size > 50_000 && size < 300_000), `${sizes}`);
  });
});

Deno.test("what cannot be written beside a file is a warning, and says how to make it later", async () => {
  await withFolder(async (folder) => {
    const file = longFile(folder, 1);
    Deno.mkdirSync(join(folder, "meeting.html"));
    const { facts, warnings } = await describeFile(file);
    assert(facts);
    assertEquals(warnings.length, 1);
    assert(warnings[0]?.startsWith(`Cannot write ${join(folder, "meeting.html")}: `), warnings[0]);
    assert(warnings[0]?.endsWith("make it with confrec report"), warnings[0]);
    assertEquals(Deno.statSync(join(folder, "meeting.json")).isFile, true);
  });
});
