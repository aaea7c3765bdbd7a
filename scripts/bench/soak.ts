/**
 * `deno task soak [--minutes N] [--load]`: a long recording on a virtual card, measured beside its peers.
 *
 * confrec, ffmpeg and parecord record the same two sources at the same time. With `--load`, two other processes keep
 * both cores busy. Prints what each used, minute by minute; fails when a frame was dropped, or when a stem is not as
 * long as the wall clock says, within 50 ms.
 */
import { type JsonLine, lineSchema } from "../../cli/report/json_lines.ts";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WavReader } from "../../formats/wav_reader.ts";
import { recordBoth } from "./bench_peers.ts";
import { type ProcessUse, useOf } from "./process_use.ts";
import { programCommand } from "../stage/program.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";

/** How far a stem's length may be from what the wall clock says, s. */
const LENGTH_TOLERANCE_SECONDS = 0.05;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    load: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  throw new TypeError(`Cannot record for ${values.minutes} minutes; give a number`);
}

/** A program that records, and what it used at each minute. */
interface Candidate {
  readonly name: string;
  readonly children: readonly Deno.ChildProcess[];
  readonly uses: ProcessUse[];
}

await using card = await VirtualCard.start({ stage: true });
using temporary = new TemporaryFolder();
const folder = temporary.path;
const busy = values.load ? [0, 1].map(() => start("sh", ["-c", "while :; do :; done"])) : [];
try {
  const noise = join(folder, "noise.wav");
  await start(
    "sox",
    ["-R", "-n", "-r", "48000", "-b", "16", "-c", "2", noise].concat(
      ["synth", String(60 * minutes + 20), "pinknoise", "vol", "0.2"],
    ),
  ).status;
  const player = card.play(noise, "stage");
  const out = join(folder, "meeting.mp3");
  const candidates = [
    // Named, so that it does not follow the noise to the other sink on which it plays.
    candidate(
      "confrec",
      startConfrec(["--out", out, "--system", "Speakers", "--keep-stems", "--json"]),
    ),
    candidate("ffmpeg amix", start("ffmpeg", recordBoth(join(folder, "peer.mp3")))),
    candidate(
      "parecord × 2",
      start("parecord", ["-d", "microphone", join(folder, "near.wav")]),
      start("parecord", ["-d", "speakers.monitor", join(folder, "far.wav")]),
    ),
  ];
  for (let minute = 1; minute <= minutes; minute++) {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    for (const { children, uses } of candidates) uses.push(useOf(children.map(({ pid }) => pid)));
  }
  const [confrec] = candidates;
  for (const { children } of candidates.slice(1)) children.forEach(stop);
  const stopping = performance.now();
  confrec?.children.forEach(stop);
  const output = new TextDecoder().decode((await confrec?.children[0]?.output())?.stdout);
  const finishSeconds = (performance.now() - stopping) / 1000;
  stop(player);
  console.log(
    `${minutes} minutes, ${values.load ? "both cores loaded" : "machine otherwise idle"}`,
  );
  reportUse(candidates);
  console.log(`from Ctrl+C to the finished file: ${finishSeconds.toFixed(2)} s`);
  const events = output.trimEnd().split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
  if (!isWhole(events, folder)) Deno.exitCode = 1;
} finally {
  for (const each of busy) each.kill("SIGKILL");
}

function start(
  command: string,
  args: readonly string[],
  stdout: "null" | "piped" = "null",
): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env: card.env,
    stdin: "null",
    stdout,
    stderr: "null",
  }).spawn();
}

/** confrec as compiled where CONFREC_BIN names it, else from source. */
function startConfrec(args: readonly string[]): Deno.ChildProcess {
  const [program = "", ...before] = programCommand();
  return start(program, [...before, ...args], "piped");
}

function candidate(name: string, ...children: Deno.ChildProcess[]): Candidate {
  return { name, children, uses: [] };
}

function stop(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGINT");
  } catch {
    // It has ended by itself.
  }
}

function reportUse(candidates: readonly Candidate[]): void {
  console.log("| program | of one core | resident at each minute, MB | threads | open files |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const { name, uses } of candidates) {
    const share = 100 * (uses.at(-1)?.cpuSeconds ?? NaN) / (60 * minutes);
    const resident = uses.map(({ residentMb }) => residentMb.toFixed(0)).join(" ");
    const [threads, files] = [range(uses, "threads"), range(uses, "files")];
    console.log(`| ${name} | ${share.toFixed(1)} % | ${resident} | ${threads} | ${files} |`);
  }
}

/** The least and the most at any minute. */
function range(uses: readonly ProcessUse[], what: "threads" | "files"): string {
  const counts = uses.map((use) => use[what]);
  return `${Math.min(...counts)} to ${Math.max(...counts)}`;
}

/** Whether nothing was dropped, and both stems are as long as the wall clock says; tells both. */
function isWhole(events: readonly JsonLine[], folder: string): boolean {
  const finished = events.find(({ event }) => event === "finished");
  if (finished?.event !== "finished") {
    console.log(`confrec did not finish: ${JSON.stringify(events.at(-1))}`);
    return false;
  }
  const wallSeconds = lengthByWallClock(events);
  let whole = true;
  for (const side of ["mic", "system"] as const) {
    using reader = WavReader.open(join(folder, `meeting.${side}.wav`));
    const seconds = reader.info.frames / reader.info.rateHz;
    const { droppedFrames, gaps, ppm } = finished.tracks[side] ?? {};
    console.log(
      `${side}: ${seconds.toFixed(3)} s, ${((seconds - wallSeconds) * 1000).toFixed(0)} ms more ` +
        `than by the wall clock; ${droppedFrames} frames dropped, ${gaps?.count} gaps, ${ppm} ppm`,
    );
    whole &&= droppedFrames === 0 && Math.abs(seconds - wallSeconds) <= LENGTH_TOLERANCE_SECONDS;
  }
  return whole;
}

/** From the recording's zero, which every progress event tells, to the instant when it was asked to stop. */
function lengthByWallClock(events: readonly JsonLine[]): number {
  const zeros = events.flatMap((event) =>
    event.event === "progress" ? Date.parse(event.time) / 1000 - event.seconds : []
  ).sort((a, b) => a - b);
  const stopping = events.find(({ event }) => event === "stopping");
  const zero = zeros[zeros.length >> 1] ?? NaN;
  return stopping === undefined ? NaN : Date.parse(stopping.time) / 1000 - zero;
}
