/**
 * `deno task soak [--minutes N] [--load]`: a long recording on a virtual card, measured beside its peers.
 *
 * confrec, ffmpeg and parecord record the same two sources at the same time. With `--load`, two other processes keep
 * both cores busy. Prints a table; fails when a frame was dropped or a stem has not the length that the clock says.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../root.ts";
import { WavReader } from "../formats/wav_reader.ts";
import { VirtualCard } from "./virtual_card.ts";

/** Kernel clock ticks in a second, on every Linux of today. */
const TICKS_PER_SECOND = 100;

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

/** A program that records, and what it used up to each minute. */
interface Candidate {
  readonly name: string;
  readonly children: readonly Deno.ChildProcess[];
  readonly residentMb: number[];
  cpuSeconds: number;
}

await using card = await VirtualCard.start({ stage: true });
const folder = await Deno.makeTempDir({ prefix: "confrec-soak-" });
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
    candidate("confrec", startConfrec(["--out", out, "--keep-stems", "--json"])),
    candidate("ffmpeg amix", start("ffmpeg", ffmpegArgs(join(folder, "peer.mp3")))),
    candidate(
      "parecord × 2",
      start("parecord", ["-d", "microphone", join(folder, "near.wav")]),
      start("parecord", ["-d", "speakers.monitor", join(folder, "far.wav")]),
    ),
  ];
  for (let minute = 1; minute <= minutes; minute++) {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    for (const each of candidates) sample(each);
  }
  const [confrec] = candidates;
  for (const each of candidates.slice(1)) stop(each);
  const stopping = performance.now();
  if (confrec) stop(confrec);
  const events = new TextDecoder().decode((await confrec?.children[0]?.output())?.stdout);
  const finishSeconds = (performance.now() - stopping) / 1000;
  stop({ name: "player", children: [player], residentMb: [], cpuSeconds: 0 });
  report(candidates, events, finishSeconds, folder);
} finally {
  for (const each of busy) each.kill("SIGKILL");
  await Deno.remove(folder, { recursive: true });
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
  const compiled = Deno.env.get("CONFREC_BIN");
  return compiled ? start(compiled, args, "piped") : start(
    Deno.execPath(),
    ["run", "-A", "--quiet", new URL("main.ts", root).href, ...args],
    "piped",
  );
}

function ffmpegArgs(out: string): string[] {
  return ["-f", "pulse", "-i", "microphone", "-f", "pulse", "-i", "speakers.monitor"].concat(
    ["-filter_complex", "amix=inputs=2", "-b:a", "128k", "-y", out],
  );
}

function candidate(name: string, ...children: Deno.ChildProcess[]): Candidate {
  return { name, children, residentMb: [], cpuSeconds: 0 };
}

/** Reads from /proc what a candidate's processes use; what they started and waited for is theirs too. */
function sample(each: Candidate): void {
  let [resident, cpu] = [0, 0];
  for (const child of each.children) {
    const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
    resident += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    const fields = Deno.readTextFileSync(`/proc/${child.pid}/stat`).split(") ")[1]?.split(" ") ??
      [];
    // utime, stime and those of children that have ended: fields 14 to 17 of proc(5).
    cpu += fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
  }
  each.residentMb.push(resident);
  each.cpuSeconds = cpu;
}

function stop(each: Candidate): void {
  for (const child of each.children) {
    try {
      child.kill("SIGINT");
    } catch {
      // It has ended by itself.
    }
  }
}

function report(
  candidates: readonly Candidate[],
  events: string,
  finishSeconds: number,
  folder: string,
): void {
  console.log(
    `${minutes} minutes, ${values.load ? "both cores loaded" : "machine otherwise idle"}`,
  );
  console.log("| program | of one core | resident at minute 1 | at the end |");
  console.log("| --- | --- | --- | --- |");
  for (const { name, cpuSeconds, residentMb } of candidates) {
    const share = (100 * cpuSeconds / (60 * minutes)).toFixed(1);
    console.log(
      `| ${name} | ${share} % | ${residentMb[0]?.toFixed(0)} MB | ${
        residentMb.at(-1)?.toFixed(0)
      } MB |`,
    );
  }
  console.log(`from Ctrl+C to the finished file: ${finishSeconds.toFixed(2)} s`);
  const last = events.trimEnd().split("\n").at(-1) ?? "";
  console.log(last);
  for (const side of ["mic", "system"]) {
    using reader = WavReader.open(join(folder, `meeting.${side}.wav`));
    console.log(`${side}: ${(reader.info.frames / reader.info.rateHz).toFixed(3)} s`);
  }
}
