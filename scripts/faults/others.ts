/** Others who want the same. */
import { seconds } from "./ground/seconds.ts";
import { type Fault, type Outcome } from "./ground/fault.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Sessions beside each other. */
export const OTHERS: readonly Fault[] = [
  { name: "a second session for the same output", run: sameOutput },
  { name: "a second session for the same output by another --spool", run: sameOutputBySpool },
  { name: "a second session for another output", run: anotherOutput },
  { name: "`recover` on a spool that is being recorded", run: recoverLive },
];

async function sameOutput(stage: Stage): Promise<Outcome> {
  return await beside(stage, async (out, pid) => {
    const { code, stderr } = await stage.record(out).result;
    const problems = code === 2 && stderr.includes(String(pid)) ? [] : [`${code}: ${stderr}`];
    return { exits: [code], said: lastLine(stderr, stage.folder), problems };
  });
}

async function sameOutputBySpool(stage: Stage): Promise<Outcome> {
  return await beside(stage, async (out, pid) => {
    const { code, stderr } = await stage.record(out, ["--spool", stage.path("b")]).result;
    const problems = code === 2 && stderr.includes(String(pid)) ? [] : [`${code}: ${stderr}`];
    return { exits: [code], said: lastLine(stderr, stage.folder), problems };
  });
}

async function anotherOutput(stage: Stage): Promise<Outcome> {
  return await beside(stage, async () => {
    const out = stage.path("b.mp3");
    const { code, stderr } = await stage.record(out, ["--duration", "2s"]).result;
    await stage.listen(out);
    const problems = code === 0 ? [] : [`the other ended with ${code}: ${stderr}`];
    return { exits: [code], said: "both files are complete", problems };
  });
}

async function recoverLive(stage: Stage): Promise<Outcome> {
  return await beside(stage, async (out, pid) => {
    const { code, stderr } = await stage.recover(`${out}.confrec`);
    const problems = code === 2 && stderr.includes(String(pid)) ? [] : [`${code}: ${stderr}`];
    return { exits: [code], said: lastLine(stderr, stage.folder), problems };
  });
}

/** Does something while a session records, which must not take notice. */
async function beside(
  stage: Stage,
  act: (out: string, pid: number) => Promise<Omit<Outcome, "lostMs">>,
): Promise<Outcome> {
  const out = stage.path("a.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(1);
  const outcome = await act(out, program.child.pid);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const problems = code === 0 ? outcome.problems : [`the first ended with ${code}: ${stderr}`];
  return { ...outcome, lostMs, problems };
}
