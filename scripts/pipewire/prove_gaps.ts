/**
 * `deno task prove:pipewire [--minutes N] [--busy N] [--suite trixie|bookworm] [--quantum N]`: are
 * gaps true on PipeWire, and both sides in step, beside processes that do nothing but keep the machine busy?
 *
 * One output feeds both sides. Beside confrec each side's frames are counted against the wall clock by a program that is
 * not ours: what was missing by that count is compared with what confrec told. Fails where they differ, or where the sides
 * are too far apart.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { readJournal } from "../../capture/spool/journal.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { runTool } from "../project/tool.ts";
import { offsetSeconds } from "../stage/offset.ts";
import { PipewireCard } from "../stage/pipewire/pipewire_card.ts";
import type { Suite } from "../stage/pipewire/pipewire_packages.ts";
import { Program } from "../stage/program.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";
import { SampleCounter } from "./sample_counter.ts";

const RATE_HZ = 48_000;
/** Gaps closer together than this are compared by their sum. */
const APART_MS = 5_000;
/** How far around the gaps the count is looked at. */
const AROUND_MS = 400;
const SPAN_MS = 4_000;
/** What was told and what was counted may differ by so much, and both sides by so much. */
const MOST_UNTRUE_MS = 1;
const MOST_APART_MS = 0.3;
const SOURCES: Readonly<Record<TrackName, string>> = {
  mic: "microphone",
  system: "speakers.monitor",
};

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    busy: { type: "string", default: "4" },
    suite: { type: "string", default: "trixie" },
    quantum: { type: "string" },
  },
});
const minutes = Number(values.minutes);

interface ToldGap {
  readonly track: TrackName;
  readonly atMs: number;
  readonly ms: number;
}

using temporary = new TemporaryFolder();
const folder = temporary.path;
const clock = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
await using card = await PipewireCard.start({ suite: values.suite as Suite, ear: true });
if (values.quantum !== undefined) {
  await card.inside("pw-metadata", "-n", "settings", "0", "clock.force-quantum", values.quantum);
}
const noise = join(folder, "noise.wav");
await runTool("sox", [
  ...["-R", "-n", "-r", String(RATE_HZ), "-b", "16", "-c", "2", noise],
  ...["synth", String(minutes * 60 + 3), "pinknoise", "vol", "0.3", "remix", "1", "1"],
]);
const gaps = await record();
compareSides();

async function record(): Promise<ToldGap[]> {
  await using mic = new SampleCounter(card, SOURCES.mic);
  await using system = new SampleCounter(card, SOURCES.system);
  const out = join(folder, "meeting.mp3");
  await using program = new Program(["--out", out, "--json", "--keep-stems"], card.env);
  await program.saw('"started"');
  const busy = Array.from(
    { length: Number(values.busy) },
    () => new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn(),
  );
  const offsetMs = performance.now() - clock.nowNs() / 1e6;
  let zeroMs = NaN;
  for (const { record } of readJournal(join(`${out}.confrec`, "journal.ndjson"))) {
    if (record?.type === "zero") zeroMs = record.zeroNs / 1e6 + offsetMs;
  }
  await card.play(noise, "speakers", 500).status;
  for (const each of busy) {
    each.kill("SIGKILL");
    await each.status;
  }
  console.log(await card.inside("pw-top", "-b", "-n", "2"));
  const told = toldGaps(`${out}.confrec`, zeroMs);
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  if (code !== 0 && code !== 4) Deno.exitCode = 1;
  console.log(stderr.trimEnd(), `\nexit code ${code}, load ${Deno.loadavg()[0]?.toFixed(1)}`);
  const endMs = performance.now();
  for (const [track, counter] of [["mic", mic], ["system", system]] as const) {
    prove(track, told.filter((gap) => gap.track === track), counter, zeroMs + 3_000, endMs - 1_000);
  }
  return told;
}

/** From the journal: events round to milliseconds. */
function toldGaps(spool: string, zeroMs: number): ToldGap[] {
  const gaps: ToldGap[] = [];
  for (const { record } of readJournal(join(spool, "journal.ndjson"))) {
    if (record?.type !== "gap" || record.cause === "late-start") continue;
    const { track, atFrame, frames } = record;
    gaps.push({ track, atMs: zeroMs + atFrame * 1e3 / RATE_HZ, ms: frames * 1e3 / RATE_HZ });
  }
  return gaps;
}

/** Prints each group of gaps beside what the count says. */
function prove(
  track: TrackName,
  told: readonly ToldGap[],
  counter: SampleCounter,
  beginMs: number,
  endMs: number,
): void {
  let worst = 0;
  for (let i = 0; i < told.length;) {
    let next = i + 1;
    while (next < told.length && (told[next]?.atMs ?? 0) - (told[next - 1]?.atMs ?? 0) < APART_MS) {
      next++;
    }
    const group = told.slice(i, next);
    const fromMs = (group[0]?.atMs ?? 0) - AROUND_MS;
    const last = group[group.length - 1];
    const toMs = (last?.atMs ?? 0) + (last?.ms ?? 0) + AROUND_MS;
    const sum = group.reduce((all, { ms }) => all + ms, 0);
    const counted = counter.missingMs(fromMs, toMs, SPAN_MS);
    worst = Math.max(worst, Math.abs(sum - counted));
    console.log(
      `${track} at ${((fromMs - beginMs + 3_000) / 1_000).toFixed(1)} s: ` +
        `${group.map(({ ms }) => ms.toFixed(2)).join(" + ")} = ${sum.toFixed(2)}, ` +
        `counted ${counted.toFixed(2)} ms`,
    );
    i = next;
  }
  const sum = told.reduce((all, { ms }) => all + ms, 0);
  const counted = counter.missingMs(beginMs, endMs - SPAN_MS, SPAN_MS);
  // Of a count that has nothing nothing is proven.
  if (!(Math.max(worst, Math.abs(sum - counted)) <= MOST_UNTRUE_MS)) Deno.exitCode = 1;
  console.log(
    `${track}: ${told.length} gaps of ${sum.toFixed(2)} ms, counted ${counted.toFixed(2)} ms; ` +
      `a group differs by ${worst.toFixed(2)} ms at most`,
  );
}

/** Prints how far apart both sides are, where no gap is near. */
function compareSides(): void {
  using mic = WavReader.open(join(folder, "meeting.mic.wav"));
  using system = WavReader.open(join(folder, "meeting.system.wav"));
  const offsets: number[] = [];
  const { channels } = system.info;
  for (let at = 4; at + 2 < mic.info.frames / RATE_HZ - 2; at += 2) {
    const left = mic.read(at * RATE_HZ, 1.3 * RATE_HZ);
    const both = system.read(at * RATE_HZ, 1.3 * RATE_HZ);
    const right = Float32Array.from(
      { length: both.length / channels },
      (_, i) => both[channels * i] ?? 0,
    );
    offsets.push(1_000 * offsetSeconds(left, right, RATE_HZ, 0.1, 1, 0.05));
  }
  console.log(offsets.map((ms) => ms.toFixed(2)).join(" "));
  const sorted = offsets.map(Math.abs).sort((a, b) => a - b);
  if (!((sorted.at(-1) ?? NaN) <= MOST_APART_MS)) Deno.exitCode = 1;
  console.log(
    `sides apart: median ${sorted[sorted.length >> 1]?.toFixed(3)}, ` +
      `95 % ${sorted[Math.floor(sorted.length * 0.95)]?.toFixed(3)}, ` +
      `most ${sorted.at(-1)?.toFixed(3)} ms; ${gaps.length} gaps told`,
  );
}
