/**
 * `deno task soak:step [--minutes N] [--skew PPM]`: are both sides in step for long?
 *
 * One output feeds both sides; both stems are compared by cross-correlation at the start and at each minute. Fails when
 * they are 5 ms apart at the start, or 1 ms more or less at the end, or when a gap is told: such an output loses nothing,
 * however late it is.
 *
 * With `--skew` the microphone is a pipe that is fed that many parts per million too fast, with a click at each second
 * of the computer's clock: clicks must be whole seconds apart in the stem, whatever the microphone's clock does.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WavReader } from "../../formats/wav_reader.ts";
import { offsetSeconds } from "../stage/offset.ts";
import { Program } from "../stage/program.ts";
import { findClicks, SkewedMicrophone } from "../stage/skewed_microphone.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";

const RATE_HZ = 48_000;
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, skew: { type: "string" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  throw new TypeError(`Cannot record for ${values.minutes} minutes; give a number`);
}
const skewPpm = values.skew === undefined ? undefined : Number(values.skew);
if (skewPpm !== undefined && !(Math.abs(skewPpm) < 1000)) {
  throw new RangeError(`Cannot skew by ${values.skew} ppm; give a number under 1000`);
}

using temporary = new TemporaryFolder();
const folder = temporary.path;
if (skewPpm === undefined) {
  await using card = await VirtualCard.start({
    extra: [
      "load-module module-remap-source master=speakers.monitor source_name=ear",
      "set-default-source ear",
    ],
  });
  const sound = await makeNoise();
  const gaps = await record(card, [], () => card.play(sound, "speakers").status);
  compareSides();
  if (gaps > 0) throw new Error(`${gaps} gaps were told where nothing was lost`);
} else {
  await using card = await VirtualCard.start();
  await using microphone = await SkewedMicrophone.plugIn(card, skewPpm);
  const over = () => new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
  await record(card, ["--mic", microphone.name], over);
  measureClicks();
}

/** Pink noise for all the time, the same in both channels. */
async function makeNoise(): Promise<string> {
  const path = join(folder, "noise.wav");
  await new Deno.Command("sox", {
    args: ["-R", "-n", "-r", String(RATE_HZ), "-b", "16", "-c", "2", path].concat(
      ["synth", String(minutes * 60 + 3), "pinknoise", "vol", "0.3", "remix", "1", "1"],
    ),
  }).output();
  return path;
}

/** Records until then; returns how many gaps were told after the start. */
async function record(
  card: VirtualCard,
  args: string[],
  until: () => Promise<unknown>,
): Promise<number> {
  const out = join(folder, "meeting.mp3");
  await using program = new Program(["--out", out, "--json", "--keep-stems", ...args], card.env);
  await program.saw('"started"');
  await until();
  program.kill("SIGINT");
  const { code, stdout, stderr } = await program.result;
  console.log(stderr.trimEnd());
  const gaps = tell(stdout.trimEnd().split("\n"));
  if (code !== 0) throw new Error(`confrec ended with ${code}`);
  return gaps;
}

/** Prints gaps, the end, and the rates as they were told at each minute; returns the number of gaps after the start. */
function tell(lines: string[]): number {
  let minute = 1;
  let gaps = 0;
  for (const line of lines) {
    const told = JSON.parse(line);
    if (told.event === "gap" || told.event === "finished") console.log(line);
    if (told.event === "gap" && told.cause !== "late-start") gaps++;
    if (told.event !== "progress" || told.seconds < 60 * minute) continue;
    const { mic, system } = told.tracks;
    console.log(`${String(60 * minute).padStart(6)} s  mic ${mic.ppm}, system ${system.ppm} ppm`);
    minute++;
  }
  return gaps;
}

function stem(side: "mic" | "system"): WavReader {
  return WavReader.open(join(folder, `meeting.${side}.wav`));
}

/** Prints how far apart both sides are. */
function compareSides(): void {
  using mic = stem("mic");
  using system = stem("system");
  const begin = Math.max(0, mic.read(0, 10 * RATE_HZ).findIndex((x) => Math.abs(x) > 0.01)) /
    RATE_HZ;
  const times = [0.2, ...Array.from({ length: Math.floor(minutes) }, (_, i) => 60 * (i + 1))];
  const offsetsMs = times.map((at) => {
    const from = Math.floor((begin + at - 0.1) * RATE_HZ);
    const left = mic.read(from, 1.3 * RATE_HZ);
    const both = system.read(from, 1.3 * RATE_HZ);
    const channels = system.info.channels;
    const right = Float32Array.from(
      { length: both.length / channels },
      (_, i) => both[channels * i] ?? 0,
    );
    return 1000 * offsetSeconds(left, right, RATE_HZ, 0.1);
  });
  for (const [i, ms] of offsetsMs.entries()) {
    console.log(`${String(times[i]).padStart(6)} s  ${ms.toFixed(3)} ms`);
  }
  const [first = NaN] = offsetsMs;
  const change = (offsetsMs.at(-1) ?? NaN) - first;
  console.log(`at the start ${first.toFixed(3)} ms, changed by ${change.toFixed(3)} ms at the end`);
  if (!(Math.abs(first) < 5 && Math.abs(change) < 1)) throw new Error("Both sides are not in step");
}

/** Prints how far clicks are from whole seconds after the one of the first minute. */
function measureClicks(): void {
  using mic = stem("mic");
  const clicks = findClicks(mic.read(0, mic.info.frames));
  const at = Math.min(60, clicks.length >> 1);
  const base = clicks[at] ?? NaN;
  const offsetsMs = clicks.map((frame, i) => (frame - base) / (RATE_HZ / 1000) - (i - at) * 1000);
  const worst = (some: number[]) => some.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  console.log(`stem ${(mic.info.frames / RATE_HZ).toFixed(3)} s, ${clicks.length} clicks`);
  console.log(`until click ${at}: at most ${worst(offsetsMs.slice(0, at)).toFixed(3)} ms off`);
  const later = worst(offsetsMs.slice(at));
  console.log(`after it: at most ${later.toFixed(3)} ms off`);
  if (!(later < 1)) throw new Error("The microphone is not in step with the computer's clock");
}
