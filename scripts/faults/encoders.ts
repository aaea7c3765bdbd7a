/** The encoder dies in the middle. */
import { seconds } from "./ground/seconds.ts";
import { decode } from "../stage/tones.ts";
import type { RunResult } from "../stage/program.ts";
import { type Fault, type Outcome } from "./ground/fault.ts";
import { needsNoCard } from "./ground/fault_card.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Encoders. */
export const ENCODERS: readonly Fault[] = [
  { name: "ffmpeg killed, again and again", unable: needsNoCard, run: killOften },
  { name: "ffmpeg killed whenever it is started", unable: needsNoCard, run: killAlways },
];

/** So many seconds of chunks, played this much faster than they last. */
const SOUND_SECONDS = 240;
const PACE = 20;

/** Every other one is let live, so that the recording comes to its end. */
async function killOften(stage: Stage): Promise<Outcome> {
  const out = stage.path("killed.mp3");
  let seen = 0;
  const { code, stderr, killed } = await recordAndKill(stage, out, () => seen++ % 2 === 0);
  const problems = code === 0 ? [] : [`ended with ${code}: ${stderr}`];
  if (killed === 0) problems.push("no encoder was ever seen");
  const lostMs = await missingMs(out);
  await stage.listen(out, ["system"]);
  return { lostMs, exits: [code], said: `the file is complete; ${killed} were killed`, problems };
}

/** Nothing can be encoded; what was heard waits until something can. */
async function killAlways(stage: Stage): Promise<Outcome> {
  const out = stage.path("killed.mp3");
  const { code, stderr } = await recordAndKill(stage, out, () => true);
  const problems = code === 5 && stderr.includes("confrec recover")
    ? []
    : [`ended with ${code}: ${stderr}`];
  const recovered = await stage.recover(`${out}.confrec`);
  if (recovered.code !== 0) problems.push(`recover ended with ${recovered.code}`);
  const lostMs = await missingMs(out);
  await stage.listen(out, ["system"]);
  const said = lastLine(stderr, stage.folder);
  return { lostMs, exits: [code, recovered.code], said, problems };
}

/** What of the sound is not in the file. */
async function missingMs(file: string): Promise<number> {
  const { channels: [left] } = await decode(file, 1);
  return Math.round((SOUND_SECONDS - (left?.length ?? 0) / 48_000) * 1_000);
}

/** Records for ten chunks, and kills the encoders that are chosen, each when it is first seen. */
async function recordAndKill(
  stage: Stage,
  out: string,
  isToDie: () => boolean,
): Promise<RunResult & { readonly killed: number }> {
  // Chunks come every 24 s; the stage's own sound, played fast, makes ten of them in twelve seconds.
  const program = stage.start([
    ...["--mic", "none", "--system", `file:${stage.path("sound.wav")}`, "--out", out],
    ...["--pace", String(PACE), "--duration", `${SOUND_SECONDS}s`, "--json"],
  ]);
  await program.saw('"started"');
  const seen = new Set<number>();
  let killed = 0;
  let ended = false;
  program.result.then(() => ended = true, () => ended = true);
  while (!ended) {
    for (const pid of encodersOf(program.child.pid)) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      if (!isToDie()) continue;
      killed++;
      tryKill(pid);
    }
    await seconds(0.01);
  }
  return { ...await program.result, killed };
}

/** Processes that a process has started and that encode; what the program's file is called differs. */
function encodersOf(parent: number): number[] {
  const found: number[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(entry.name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${entry.name}/stat`);
      const [, of] = /^\d+ \(.*\) \S (\d+)/.exec(stat) ?? [];
      if (Number(of) !== parent) continue;
      const line = Deno.readTextFileSync(`/proc/${entry.name}/cmdline`);
      if (line.includes("libmp3lame")) found.push(Number(entry.name));
    } catch {
      // It has ended in between.
    }
  }
  return found;
}

function tryKill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended in between.
  }
}
