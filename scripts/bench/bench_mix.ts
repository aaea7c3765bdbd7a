/**
 * Measures the way from stems to the file beside other programs that do the same, in the same minutes on the same
 * machine: `deno run -A scripts/bench/bench_mix.ts [MINUTES]`.
 *
 * What counts are the ratios to one plain libmp3lame encode of the same programme; seconds depend on the machine.
 */
import { join } from "node:path";
import { WavReader } from "../../formats/wav_reader.ts";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import { SOUND_OPTIONS } from "../stage/sound_options.ts";
import { mixInOneGraph, type StemFiles } from "./bench_peers.ts";
import { writeBenchStems } from "./bench_stems.ts";
import { targetFolder } from "../project/folders.ts";
import { Stopwatch, type Usage } from "./stopwatch.ts";
import { findTarget } from "../build/targets.ts";
import { hasTool, runTool } from "../project/tool.ts";
import { TemporaryFolder, withFolder } from "../stage/temporary_folder.ts";

const DEFAULT_MINUTES = 10;
const RATE_HZ = SOUND_OPTIONS.rateHz;

if (import.meta.main) await bench(Number(Deno.args[0] ?? DEFAULT_MINUTES));

/** Runs all of it and prints a table. */
async function bench(minutes: number): Promise<void> {
  await withFolder(async (folder) => {
    const stems = await writeBenchStems(folder, minutes);
    const ffmpegPath = join(targetFolder(findTarget().triple), "ffmpeg");
    const wav = join(folder, "programme.wav");
    await offline(folder, { stems, ffmpegPath, form: { type: "wav", bits: 16 } }, wav);

    const one = await timed(() => encodeOnce(ffmpegPath, wav, folder));
    console.log(`${minutes} min of stereo at 128 kbit/s; ratios to one libmp3lame encode`);
    row("one libmp3lame encode", one, one);
    const form = { type: "mp3", rate: { bitrateKbps: 128 } } as const;
    const mp3 = join(folder, "out.mp3");
    row(
      "confrec, offline",
      await timed(() => offline(folder, { stems, ffmpegPath, form }, mp3)),
      one,
    );
    const live = await recordAndStop(folder, { stems, ffmpegPath, form });
    row("confrec, while recording", live.all, one);
    row("  of that, stop to file", live.stop, one);
    if (hasTool("ffmpeg")) {
      const graph = join(folder, "graph.mp3");
      row("ffmpeg, one graph", await timed(() => mixInOneGraph(stems, graph)), one);
    }
    if (hasTool("sox")) {
      const mixed = join(folder, "sox.wav");
      const mix = ["-V1", "-m", "-v", "1", stems.mic, "-v", "1", stems.system, "-c", "2", mixed];
      const sox = await timed(async () => {
        await runTool("sox", mix);
        if (hasTool("lame")) await runTool("lame", ["--quiet", "-b", "128", mixed, `${mixed}.mp3`]);
      });
      row("sox mix, then lame", sox, one);
    }
  });
}

async function timed(work: () => Promise<unknown>): Promise<Usage> {
  const watch = new Stopwatch();
  await work();
  return watch.usage;
}

function row(name: string, usage: Usage, one: Usage): void {
  const cpu = usage.cpuSeconds === undefined || one.cpuSeconds === undefined
    ? ""
    : `${usage.cpuSeconds.toFixed(2)} s processor (${
      (usage.cpuSeconds / one.cpuSeconds).toFixed(2)
    })`;
  const wall = `${usage.seconds.toFixed(2)} s (${(usage.seconds / one.seconds).toFixed(2)})`;
  console.log(`${name.padEnd(28)} ${wall.padStart(18)}   ${cpu}`);
}

async function encodeOnce(ffmpegPath: string, wav: string, folder: string): Promise<void> {
  const to = ["-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3", join(folder, "one.mp3")];
  await runTool(ffmpegPath, ["-v", "error", "-y", "-i", wav, ...to]);
}

type Given = Pick<ProgrammeSettings, "ffmpegPath" | "form"> & {
  readonly stems: StemFiles;
};

function newProgramme(folder: string, given: Given, mode: ProgrammeSettings["mode"]) {
  // It goes with the folder that it is in.
  const { path: chunksFolder } = new TemporaryFolder({ parent: folder });
  return new Programme({ ...given, mode, options: SOUND_OPTIONS, chunksFolder });
}

function finishing(given: Given, target: string) {
  using reader = WavReader.open(given.stems.system);
  return { frames: reader.info.frames, target, force: true, id3: {}, advice: "run it again" };
}

async function offline(folder: string, given: Given, target: string): Promise<void> {
  await using programme = newProgramme(folder, given, "offline");
  await programme.finish(finishing(given, target));
}

/** The stems become known second by second, as fast as the chunks come; then somebody presses Ctrl+C. */
async function recordAndStop(folder: string, given: Given): Promise<{ all: Usage; stop: Usage }> {
  const all = new Stopwatch();
  await using programme = newProgramme(folder, given, "live");
  const rest = finishing(given, join(folder, "live.mp3"));
  const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
  for (let frames = 0; frames < rest.frames; frames += RATE_HZ) {
    programme.grow({ mic: frames, system: frames });
    await tick();
    while (
      programme.progress.chunksTotal - programme.progress.chunksDone - programme.progress.waiting >
        0
    ) {
      await tick();
    }
  }
  const stop = await timed(() => programme.finish(rest));
  return { all: all.usage, stop };
}
