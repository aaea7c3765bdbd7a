/** Machines on which odd things happen; only confrec's own, by `odd_machine.c`. */
import { seconds } from "./ground/seconds.ts";
import { join } from "node:path";
import { decode, findTones } from "../stage/tones.ts";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";
import { type Fault, type Outcome } from "./ground/fault.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Machines. */
export const MACHINES: readonly Fault[] = [
  { name: "spool removed while it is recorded into", run: removeSpool },
  { name: "a disk that takes 18 s for a sync", run: slowSync },
  { name: "machine asleep for two minutes", run: sleep },
  { name: "a worker that hangs in PulseAudio's library", run: hang },
];

const SLEEP_SECONDS = 120;
/** From the watchdog's patience with a worker. */
const HUNG_SECONDS = 60;

async function removeSpool(stage: Stage): Promise<Outcome> {
  const out = stage.path("folder", "gone.mp3");
  const { zeroNs, program } = await begin(stage, out);
  await seconds(3);
  await Deno.remove(stage.path("folder"), { recursive: true });
  await seconds(3);
  return await end(stage, out, zeroNs, program, 0);
}

async function slowSync(stage: Stage): Promise<Outcome> {
  const out = stage.path("slow.mp3");
  const { zeroNs, program } = await begin(stage, out, { ODD_SYNC: "4,18" });
  await seconds(26);
  return await end(stage, out, zeroNs, program, 0);
}

/** The file is mostly silence, so that its sound is looked for in another way. */
async function sleep(stage: Stage): Promise<Outcome> {
  const out = stage.path("asleep.mp3");
  const { zeroNs, program } = await begin(stage, out, { ODD_SLEEP: `6,${SLEEP_SECONDS}` });
  await seconds(10);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const { channels: [samples = new Float32Array()] } = await decode(out, 1);
  await stage.listen(out);
  const heard = findTones(samples, 440).reduce((sum, t) => sum + t.toSeconds - t.fromSeconds, 0);
  const told = stderr.includes(`was missing for ${SLEEP_SECONDS}.0 s (first at`) &&
    stderr.includes("the computer slept");
  return {
    lostMs: Math.max(0, Math.round((endNs - zeroNs) / 1e6 - heard * 1_000)),
    goneMs: SLEEP_SECONDS * 1_000,
    exits: [code],
    said: lastLine(stderr, stage.folder),
    problems: code === 4 && told ? [] : [`${code}: ${stderr}`],
  };
}

/** The server dies, another answers nobody, and one of the two workers that ask it never comes back. */
async function hang(stage: Stage): Promise<Outcome> {
  const out = stage.path("hung.mp3");
  const file = stage.path("hang");
  const { zeroNs, program } = await begin(stage, out, { ODD_HANG: file });
  await seconds(2);
  const killedNs = stage.nowNs();
  await stage.card.kill();
  const path = (stage.card.env["PULSE_SERVER"] ?? "").replace("unix:", "");
  await Deno.remove(path);
  const deaf = Deno.listen({ transport: "unix", path });
  const held: Deno.Conn[] = [];
  const holding = (async () => {
    for await (const connection of deaf) held.push(connection);
  })();
  await seconds(0.3);
  await Deno.writeTextFile(file, "");
  await seconds(3);
  deaf.close();
  await holding.catch(() => {});
  for (const connection of held) connection.close();
  await stage.card.restart();
  await seconds(HUNG_SECONDS);
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  // Who plays goes with the server, and nobody plays to the next one.
  await stage.listen(out, ["mic", "system"], (killedNs - zeroNs) / 1e9);
  const problems: string[] = [];
  for (const side of ["Your microphone", "The call"]) {
    const isBack = new RegExp(`${side}: .* is back at`).test(stderr);
    if (!isBack) problems.push(`${side} never came back: ${stderr}`);
  }
  if (code !== 4) problems.push(`ended with ${code}: ${stderr}`);
  // What was heard meanwhile is the other side's alone; it is told how much.
  const gone = [...stderr.matchAll(/was missing for ([\d.]+) s/g)].map(([, text]) => Number(text));
  const goneMs = Math.round(1_000 * Math.max(0, ...gone));
  return { lostMs: 0, goneMs, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

async function begin(stage: Stage, out: string, odd: Record<string, string> = {}) {
  const library = stage.path("odd_machine.so");
  const source = join(project, "scripts", "faults", "odd_machine.c");
  await runTool(Deno.env.get("CC") || "cc", ["-shared", "-fPIC", "-o", library, source]);
  const plain = ["--gate", "off", "--normalize", "off"];
  const env = { ...odd, LD_PRELOAD: library };
  const program = stage.start(["--out", out, "--json", ...plain], env);
  await program.saw('"started"');
  return { zeroNs: stage.zeroNs(`${out}.confrec`) ?? NaN, program };
}

async function end(
  stage: Stage,
  out: string,
  zeroNs: number,
  program: ReturnType<Stage["start"]>,
  expected: number,
): Promise<Outcome> {
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const problems = code === expected ? [] : [`ended with ${code}: ${stderr}`];
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const said = lastLine(stderr, stage.folder) || "the file is complete";
  return { lostMs, exits: [code], said, problems };
}
