/** Somebody sets the machine's clock. */
import { seconds } from "./ground/seconds.ts";
import { join } from "node:path";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";
import { type Fault, type Outcome } from "./ground/fault.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Clocks. */
export const CLOCKS: readonly Fault[] = [
  { name: "clock set back by an hour, then forward by two", run: setClock },
];

/** Only confrec sees the other time: nobody else on this machine is to. */
async function setClock(stage: Stage): Promise<Outcome> {
  const jumps = stage.path("wall_clock.so");
  const source = join(project, "scripts", "faults", "wall_clock.c");
  await runTool(Deno.env.get("CC") || "cc", ["-shared", "-fPIC", "-o", jumps, source]);
  const out = stage.path("clock.mp3");
  const plain = ["--gate", "off", "--normalize", "off"];
  const program = stage.start(["--out", out, "--json", ...plain], { LD_PRELOAD: jumps });
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(6);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stdout, stderr } = await program.result;
  const problems = code === 0 ? [] : [`ended with ${code}: ${stderr}`];
  if (!hasJumped(stdout)) problems.push("the clock did not jump");
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const said = lastLine(stderr, stage.folder) || "the file is complete";
  return { lostMs, exits: [code], said, problems };
}

/** Whether the times that the events tell go back at least once. */
function hasJumped(stdout: string): boolean {
  const times = [...stdout.matchAll(/"time":"([^"]+)"/g)].map(([, time]) => Date.parse(time ?? ""));
  return times.some((time, i) => time < (times[i - 1] ?? 0));
}
