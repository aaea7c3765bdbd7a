/** Signals, closed pipes, and everything else that ends a program or only seems to. */
import { seconds } from "./ground/seconds.ts";
import { spawn } from "node:child_process";
import { programCommand } from "../stage/program.ts";
import { type Fault, type Outcome } from "./ground/fault.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Ends. */
export const ENDS: readonly Fault[] = [
  ...(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const).map((signal): Fault => ({
    name: signal,
    ...(signal === "SIGHUP" ? { unable: ignoresHangUp } : {}),
    run: (stage) => endBy(stage, signal),
  })),
  { name: "terminal closed", unable: ignoresHangUp, run: closeTerminal },
  { name: "stdin, stdout and stderr closed by their reader", run: closePipes },
  { name: "parent killed", run: killParent },
  { name: "SIGSTOP for 4 s, then SIGCONT", run: freeze },
];

/** Who is started under `nohup` hands that on; confrec then records on, as it should, and a fault would wait for ever. */
function ignoresHangUp(): string | undefined {
  const [, mask = "0"] =
    /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status")) ??
      [];
  return BigInt(`0x${mask}`) & 1n ? "under nohup SIGHUP does nothing" : undefined;
}

async function endBy(stage: Stage, signal: Deno.Signal): Promise<Outcome> {
  const out = stage.path("end.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(3);
  program.kill(signal);
  const endNs = stage.nowNs();
  const { code, stderr } = await program.result;
  return await whole(stage, out, [zeroNs, endNs], code, lastLine(stderr, stage.folder));
}

/** A complete file, and nothing left beside it. */
async function whole(
  stage: Stage,
  out: string,
  [zeroNs, endNs]: readonly [number, number],
  code: number,
  said: string,
): Promise<Outcome> {
  const problems = code === 0 ? [] : [`ended with ${code}: ${said}`];
  if (stage.zeroNs(`${out}.confrec`) !== undefined) problems.push("the spool is still there");
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  return { lostMs, exits: [code], said: said === "" ? "the file is complete" : said, problems };
}

/** Starts confrec by another program, which may go away. */
function startBy(stage: Stage, command: string, args: string[], out: string) {
  const words = [...programCommand(), "--out", out, "--gate", "off", "--normalize", "off"];
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const child = spawn(command, [...args, quoted], {
    env: { ...Deno.env.toObject(), ...stage.card.env, NO_COLOR: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  child.stdout.resume();
  child.stderr.resume();
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  return { child, ended };
}

async function closeTerminal(stage: Stage): Promise<Outcome> {
  const out = stage.path("terminal.mp3");
  // `script` holds the terminal; when it dies the kernel hangs up on confrec.
  const { child, ended } = startBy(stage, "script", ["-q", "/dev/null", "-c"], out);
  const zeroNs = await begun(stage, out);
  await seconds(3);
  const endNs = stage.nowNs();
  child.kill("SIGKILL");
  await ended;
  await finished(stage, out);
  return await whole(stage, out, [zeroNs, endNs], 0, "");
}

async function killParent(stage: Stage): Promise<Outcome> {
  const out = stage.path("orphan.mp3");
  const { child, ended } = startBy(stage, "sh", ["-c"], out);
  const zeroNs = await begun(stage, out);
  const pid = Number(Deno.readTextFileSync(`${out}.confrec/lock`));
  if (child.pid !== undefined && child.pid !== pid) child.kill("SIGKILL");
  await seconds(3);
  const problems = isRunning(pid) ? [] : ["it ended with its parent"];
  const endNs = stage.nowNs();
  Deno.kill(pid, "SIGTERM");
  await ended;
  await finished(stage, out);
  const outcome = await whole(stage, out, [zeroNs, endNs], 0, "it records on until it is told");
  return { ...outcome, problems: [...outcome.problems, ...problems] };
}

async function closePipes(stage: Stage): Promise<Outcome> {
  const out = stage.path("pipes.mp3");
  const [command = "", ...first] = programCommand();
  const args = [...first, "--out", out, "--json", "--gate", "off", "--normalize", "off"];
  const child = spawn(command, args, {
    env: { ...Deno.env.toObject(), ...stage.card.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? -1)));
  const zeroNs = await begun(stage, out);
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
  await seconds(3);
  // Node's own `kill` tells a signal for an end, whatever the program did about it.
  const endNs = stage.nowNs();
  Deno.kill(child.pid ?? 0, "SIGINT");
  const code = await ended;
  return await whole(stage, out, [zeroNs, endNs], code, "");
}

async function freeze(stage: Stage): Promise<Outcome> {
  const out = stage.path("frozen.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(2);
  program.kill("SIGSTOP");
  await seconds(4);
  program.kill("SIGCONT");
  await seconds(3);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const problems = code === 0 || code === 4 ? [] : [`ended with ${code}: ${stderr}`];
  // The sound server keeps what nobody fetches for as long as it likes; nothing runs in the program meanwhile.
  return {
    lostMs: Math.max(0, lostMs - 4_000),
    goneMs: Math.min(lostMs, 4_000),
    exits: [code],
    said: lastLine(stderr, stage.folder) || "the file is complete",
    problems,
  };
}

/** Waits until the session has begun, and says when. */
async function begun(stage: Stage, out: string): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const zeroNs = stage.zeroNs(`${out}.confrec`);
    if (zeroNs !== undefined) return zeroNs;
    await seconds(0.05);
  }
  throw new Error("confrec did not begin to record within 10 s");
}

/** Waits until the spool is gone. */
async function finished(stage: Stage, out: string): Promise<void> {
  for (let i = 0; i < 200 && stage.zeroNs(`${out}.confrec`) !== undefined; i++) await seconds(0.05);
}

function isRunning(pid: number): boolean {
  try {
    // The state of a process that has ended and was not fetched yet is Z.
    return !/^\d+ \(.*\) Z/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
