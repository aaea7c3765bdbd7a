/** The encoder dies in the middle. */
import { type Fault, type Outcome, seconds } from "./fault.ts";
import { lastLine, type Stage } from "./stage.ts";

/** Encoders. */
export const ENCODERS: readonly Fault[] = [{ name: "ffmpeg killed, again and again", run: kill }];

/** So many seconds of chunks, played this much faster than they last. */
const SOUND_SECONDS = 240;
const PACE = 20;

async function kill(stage: Stage): Promise<Outcome> {
  const out = stage.path("killed.mp3");
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
    // Every other one is let live, so that the recording comes to its end.
    for (const pid of encodersOf(program.child.pid)) {
      if (seen.has(pid)) continue;
      seen.add(pid);
      if (seen.size % 2 === 0) continue;
      killed++;
      tryKill(pid);
    }
    await seconds(0.03);
  }
  const { code, stderr } = await program.result;
  const problems = code === 0 ? [] : [`ended with ${code}: ${stderr}`];
  if (killed === 0) problems.push("no encoder was ever seen");
  const [last] = [...(await program.result).stdout.trim().split("\n")].reverse();
  const heard = Number(JSON.parse(last ?? "{}").seconds);
  return {
    lostMs: Math.round((SOUND_SECONDS - heard) * 1_000),
    exits: [code],
    said: lastLine(stderr, stage.folder) ||
      `the file is complete; ${killed} encoders were killed`,
    problems,
  };
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
