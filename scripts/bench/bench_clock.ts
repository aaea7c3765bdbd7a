/**
 * `deno run -A scripts/bench/bench_clock.ts [MINUTES]`: what one clock costs, beside other resamplers in the same minute: a stereo
 * track of a device 100 ppm fast, blocks of 10 ms, put on the session's clock. The bar is 100 times real time on one core.
 */
import { join } from "node:path";
import { Aligner } from "../../capture/timeline/aligner.ts";
import { Stopwatch } from "./stopwatch.ts";
import { hasTool, runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

const RATE_HZ = 48_000;
const BLOCK_FRAMES = 480;
const DEVICE_PPM = 100;
/** What others can be told of that device. */
const TRUE_RATE_HZ = Math.round(RATE_HZ * (1 + DEVICE_PPM * 1e-6));
const BAR = 100;

if (import.meta.main) {
  const seconds = 60 * Number(Deno.args[0] ?? 5);
  await withFolder(async (folder) => {
    const sound = join(folder, "sound.wav");
    const format = ["-r", String(RATE_HZ), "-b", "16", "-c", "2"];
    await runTool("sox", [
      ...["-R", "-n", ...format, sound, "synth", String(seconds), "pinknoise", "vol", "0.3"],
    ]);
    const ours = await times(seconds, () => align(seconds));
    row("confrec: timeline, resampler, fades", ours, ours);
    const sox = () => runTool("sox", [sound, "-n", "rate", "-v", String(TRUE_RATE_HZ)]);
    row("sox rate -v, decoding included", await times(seconds, sox), ours);
    if (hasTool("ffmpeg")) {
      const args = ["-v", "error", "-threads", "1", "-i", sound];
      const filter = ["-af", `aresample=${TRUE_RATE_HZ}`, "-f", "null", "-"];
      const ffmpeg = () => runTool("ffmpeg", [...args, ...filter]);
      row("ffmpeg aresample, decoding included", await times(seconds, ffmpeg), ours);
    }
    if (ours < BAR) throw new Error(`Only ${ours.toFixed(0)} times real time; the bar is ${BAR}`);
  });
}

/** How many times faster than real time that goes, by processor time where the system tells. */
async function times(seconds: number, work: () => unknown): Promise<number> {
  const watch = new Stopwatch();
  await work();
  const { usage } = watch;
  return seconds / (usage.cpuSeconds ?? usage.seconds);
}

function row(name: string, ratio: number, ours: number): void {
  console.log(
    `${name.padEnd(36)} ${ratio.toFixed(0).padStart(5)} times real time, ` +
      `${(1000 / ratio).toFixed(1)} ms of a core for a second (${(ours / ratio).toFixed(2)})`,
  );
}

function align(seconds: number): void {
  const aligner = new Aligner({
    rateHz: RATE_HZ,
    sourceRateHz: RATE_HZ,
    channels: 2,
    zeroNs: 0,
    write: () => {},
  });
  const samples = Float32Array.from({ length: BLOCK_FRAMES * 2 }, (_, i) => 0.5 * Math.sin(i / 20));
  const blockNs = BLOCK_FRAMES * 1e9 / (RATE_HZ * (1 + DEVICE_PPM * 1e-6));
  for (let block = 1; block * BLOCK_FRAMES <= seconds * RATE_HZ; block++) {
    // Late by up to 3 ms, now and then by 50.
    const hostNs = block * blockNs + (block % 100 === 0 ? 50e6 : (block * 7 % 31) * 1e5);
    const position = (block - 1) * BLOCK_FRAMES;
    aligner.push({ position, frames: BLOCK_FRAMES, samples, hostNs });
    aligner.advance(hostNs);
  }
}
