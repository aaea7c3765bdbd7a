/**
 * `deno task bench:stop [--minutes 1,10,60] [--late-peak]`: how long the file takes after the stop, for several lengths.
 *
 * A conversation is played into confrec by `file:` sources, faster than real time so that hours pass in minutes; after
 * the given length it stops by itself. Told are the time from the stop to the finished file, the processor time of an
 * hour recorded, and the most memory that confrec and its ffmpegs held together; beside them what ffmpeg takes, in the
 * same minutes, to make the file after the meeting. With `--late-peak` the loudest moment is the last second.
 */
import { lineSchema } from "../../cli/report/json_lines.ts";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { programCommand } from "../stage/program.ts";
import { mixInOneGraph, type StemFiles } from "./bench_peers.ts";
import { writeBenchStems } from "./bench_stems.ts";
import { familyOf, residentMbOf } from "./process_use.ts";
import { Stopwatch } from "./stopwatch.ts";
import { hasTool, runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** Time between two looks at the memory, ms. */
const LOOK_MS = 250;
/** Longest that a session of up to an hour may run, and a longer one; min. */
const SESSION_MINUTES = 6;
const LONG_SESSION_MINUTES = 10;

/** What one session took. */
interface Session {
  /** From the stop to the finished file; the stems are removed after that. */
  readonly stopSeconds: number;
  /** Of confrec and all that it started, s. */
  readonly cpuSeconds: number;
  /** The most at one moment, of all processes together. */
  readonly peakMb: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1,10,60" },
    "late-peak": { type: "boolean", default: false },
  },
});
const lengths = values.minutes.split(",").map(Number);
if (lengths.some((minutes) => !(minutes > 0))) {
  throw new TypeError(`Cannot record for ${values.minutes} minutes; give numbers with commas`);
}

console.log(
  "| minutes | played at | stop to file | ffmpeg after the meeting | processor, an hour | memory |",
);
console.log("| --- | --- | --- | --- | --- | --- |");
for (const minutes of lengths) await withFolder((folder) => measure(folder, minutes));

/** Prints the row of one length. */
async function measure(folder: string, minutes: number): Promise<void> {
  const stems = await writeBenchStems(folder, minutes, {
    encoding: "pcm16",
    latePeak: values["late-peak"],
  });
  const pace = Math.max(4, minutes / (minutes > 60 ? LONG_SESSION_MINUTES : SESSION_MINUTES));
  const { stopSeconds, cpuSeconds, peakMb } = await record(folder, stems, minutes, pace);
  const after = new Stopwatch();
  if (hasTool("ffmpeg")) await mixInOneGraph(stems, join(folder, "peer.mp3"));
  const peerSeconds = after.usage.seconds;
  console.log(
    `| ${minutes} | ${pace.toFixed(0)} × | ${stopSeconds.toFixed(2)} s | ` +
      `${peerSeconds.toFixed(1)} s (${(stopSeconds / peerSeconds).toFixed(3)}) | ` +
      `${(cpuSeconds * 60 / minutes).toFixed(0)} s | ${peakMb.toFixed(0)} MB |`,
  );
}

async function record(
  folder: string,
  stems: StemFiles,
  minutes: number,
  pace: number,
): Promise<Session> {
  const out = join(folder, "meeting.mp3");
  const [command = "", ...first] = programCommand();
  const inputs = ["--mic", `file:${stems.mic}`, "--system", `file:${stems.system}`];
  const length = ["--pace", String(pace), "--duration", String(minutes * 60)];
  const watch = new Stopwatch();
  const child = new Deno.Command(command, {
    args: [...first, "--out", out, "--spool", folder, "--json", ...inputs, ...length],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let peakMb = 0;
  const looking = setInterval(() => {
    peakMb = Math.max(peakMb, residentMbOf(familyOf(child.pid)));
  }, LOOK_MS);
  const { code, stdout } = await child.output();
  clearInterval(looking);
  const events = new TextDecoder().decode(stdout).trimEnd().split("\n")
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const stopping = events.find(({ event }) => event === "stopping");
  const finished = events.find(({ event }) => event === "finished");
  if (code !== 0 || !stopping || !finished) {
    throw new Error(`confrec ended with ${code}: ${JSON.stringify(events.at(-1))}`);
  }
  await checkLength(out, minutes * 60);
  return {
    stopSeconds: (Date.parse(finished.time) - Date.parse(stopping.time)) / 1000,
    cpuSeconds: watch.usage.cpuSeconds ?? NaN,
    peakMb,
  };
}

/** A file that is ready at once but too short would be no merit. */
async function checkLength(path: string, seconds: number): Promise<void> {
  const said = await runTool("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "format=duration",
    "-of",
    "csv=p=0",
    path,
  ]);
  if (Math.abs(Number(said) - seconds) > 0.2) {
    throw new Error(`${path} is ${said} s long instead of ${seconds}`);
  }
}
