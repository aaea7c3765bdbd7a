/** The program dies without a word. */
import { isThere } from "../../ffi/system/is_there.ts";
import { seconds } from "./ground/seconds.ts";
import { randomNumbers } from "../stage/random_numbers.ts";
import { type Fault, type FaultOptions, MOST_LOST_MS, type Outcome } from "./ground/fault.ts";
import type { Program } from "../stage/program.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Sessions that run beside each other, so that fifty do not take fifty times as long. */
const AT_ONCE = 4;
/** The latest instant, seconds after the start. */
const LATEST_SECONDS = 8;

/** Deaths, and what is made of them. */
export const CRASHES: readonly Fault[] = [
  { name: "SIGKILL at random instants", run: killAtRandom },
  { name: "SIGKILL while the file is finished", run: killWhileFinishing },
  { name: "SIGKILL of `recover` itself, then again", run: killRecover },
  { name: "journal and stems torn at a random byte", run: tear },
];

async function killAtRandom(stage: Stage, { kills, seed }: FaultOptions): Promise<Outcome> {
  const random = randomFrom(seed);
  const instants = Array.from({ length: kills }, () => random() * LATEST_SECONDS);
  const outcomes: Outcome[] = [];
  const next = async () => {
    for (let at = instants.pop(); at !== undefined; at = instants.pop()) {
      outcomes.push(await killAfter(stage, `kill${instants.length}.mp3`, at));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return worst(outcomes);
}

/** Starts, kills, recovers. */
async function killAfter(stage: Stage, name: string, time: number): Promise<Outcome> {
  const out = stage.path(name);
  const program = stage.record(out);
  await seconds(time);
  const killedNs = stage.nowNs();
  program.kill("SIGKILL");
  await program.result;
  return await recoverAndMeasure(stage, out, killedNs);
}

async function recoverAndMeasure(stage: Stage, out: string, endNs: number): Promise<Outcome> {
  const spool = `${out}.confrec`;
  if (!isThere(spool)) {
    return { lostMs: 0, exits: [], said: "nothing had begun", problems: [] };
  }
  const zeroNs = stage.zeroNs(spool);
  const { code, stderr } = await stage.recover(spool);
  const problems: string[] = [];
  if (isThere(spool)) problems.push(`the spool is still there: ${stderr}`);
  if (zeroNs === undefined || !isThere(out)) {
    // Not a frame may have been due by then.
    const lostMs = zeroNs === undefined ? 0 : Math.round((endNs - zeroNs) / 1e6);
    if (code !== 0) problems.push(`recover ended with ${code}: ${stderr}`);
    return { lostMs, exits: [code], said: "nothing had been heard", problems };
  }
  if (code !== 4) problems.push(`recover ended with ${code}: ${stderr}`);
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  return { lostMs, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

async function killWhileFinishing(stage: Stage, { seed }: FaultOptions): Promise<Outcome> {
  const random = randomFrom(seed + 1);
  const outcomes: Outcome[] = [];
  for (let i = 0; i < 8; i++) {
    const out = stage.path(`finish${i}.mp3`);
    const program = stage.record(out);
    await program.saw('"started"');
    const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
    await seconds(2);
    const stoppedNs = stage.nowNs();
    program.kill("SIGINT");
    await seconds(random() * 0.15);
    killIfRunning(program);
    await program.result;
    outcomes.push(await finishAny(stage, out, zeroNs, stoppedNs));
  }
  return worst(outcomes);
}

/** The file may be whole already, or the spool waits, or both are there. */
async function finishAny(
  stage: Stage,
  out: string,
  zeroNs: number,
  stoppedNs: number,
): Promise<Outcome> {
  const problems: string[] = [];
  const left = isThere(`${out}.confrec`);
  const { code, stderr } = await stage.recover(stage.folder);
  if (code !== 0 && code !== 4) problems.push(`recover ended with ${code}: ${stderr}`);
  if (isThere(`${out}.confrec`)) problems.push(`the spool is still there: ${stderr}`);
  if (!isThere(out)) return { lostMs: Infinity, exits: [code], said: stderr, problems };
  const lostMs = await stage.lostMs(out, zeroNs, stoppedNs);
  return { lostMs, exits: left ? [code] : [], said: lastLine(stderr, stage.folder), problems };
}

async function killRecover(stage: Stage, { seed }: FaultOptions): Promise<Outcome> {
  const random = randomFrom(seed + 2);
  const out = stage.path("again.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  await seconds(4);
  const killedNs = stage.nowNs();
  program.kill("SIGKILL");
  await program.result;
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  let killed = 0;
  for (let i = 0; i < 8 && isThere(`${out}.confrec`); i++) {
    const recovering = stage.start(["recover", `${out}.confrec`]);
    await seconds(0.03 + random() * 0.15);
    killed += killIfRunning(recovering) ? 1 : 0;
    await recovering.result;
  }
  const { lostMs, exits, problems } = await finishAny(stage, out, zeroNs, killedNs);
  return { lostMs, exits, said: `killed ${killed} times`, problems };
}

/** @returns whether it still ran */
function killIfRunning(program: Program): boolean {
  try {
    program.kill("SIGKILL");
    return true;
  } catch {
    return false;
  }
}

async function tear(stage: Stage, { seed }: FaultOptions): Promise<Outcome> {
  const random = randomFrom(seed + 3);
  const outcomes: Outcome[] = [];
  for (let i = 0; i < 4; i++) {
    const out = stage.path(`torn${i}.mp3`);
    const program = stage.record(out);
    await program.saw('"started"');
    await seconds(3);
    const killedNs = stage.nowNs();
    program.kill("SIGKILL");
    await program.result;
    const cut = (name: string, most: number) => {
      const path = `${out}.confrec/${name}`;
      const { size } = Deno.statSync(path);
      Deno.truncateSync(path, size - 1 - Math.floor(random() * Math.min(most, size - 1)));
    };
    // Half a second of a stem at most, so that what is lost stays comparable; of the journal anything.
    cut("mic.wav", 0.5 * 48_000 * 4);
    const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
    cut("journal.ndjson", Infinity);
    const { code, stderr } = await stage.recover(`${out}.confrec`);
    const problems = code === 4 ? [] : [`recover ended with ${code}: ${stderr}`];
    const lostMs = await stage.lostMs(out, zeroNs, killedNs);
    outcomes.push({ lostMs, exits: [code], said: lastLine(stderr, stage.folder), problems });
  }
  return worst(outcomes);
}

/** One line for many: the greatest loss, and all complaints. */
function worst(outcomes: readonly Outcome[]): Outcome {
  const losses = outcomes.map(({ lostMs }) => lostMs).sort((a, b) => a - b);
  const median = losses[losses.length >> 1] ?? 0;
  const lostMs = losses.at(-1) ?? 0;
  const all = outcomes.flatMap(({ exits }) => exits);
  const exits = [...new Set(all)].sort();
  const over = losses.filter((loss) => loss > MOST_LOST_MS).length;
  const said = `${outcomes.length} times; median ${median} ms` +
    (over > 0 ? `, ${over} over 1 s` : "");
  return { lostMs, exits, said, problems: outcomes.flatMap(({ problems }) => problems) };
}

/** Seeds that follow one another begin far from each other. */
function randomFrom(seed: number): () => number {
  return randomNumbers(seed * 2_654_435_761 + 1);
}
