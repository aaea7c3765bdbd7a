/** Disks that are full, vanish, or lose their power. */
import { isThere } from "../../ffi/system/is_there.ts";
import { seconds } from "./ground/seconds.ts";
import { join } from "node:path";
import { hasTool, runTool } from "../project/tool.ts";
import { type Fault, needsRoot, type Outcome } from "./ground/fault.ts";
import { makeImage, Mount } from "./ground/mounts.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Disks. */
export const DISKS: readonly Fault[] = [
  { name: "disk fills up", unable: needsRoot, run: fillsUp },
  { name: "disk is full at once", unable: needsRoot, run: fullAtOnce },
  { name: "output share vanishes (--spool elsewhere)", unable: needsRoot, run: vanishes },
  { name: "power cut", unable: needsLoop, run: powerCut },
];

/** The disk is small from the beginning, and --force says to record all the same. */
async function fillsUp(stage: Stage): Promise<Outcome> {
  await using disk = await Mount.memory(stage.path("small"), 22);
  const out = join(disk.folder, "full.mp3");
  const program = stage.record(out, ["--force"]);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await program.saw('"stopping"');
  const endNs = stage.nowNs();
  const { code, stdout, stderr } = await program.result;
  const problems = code === 4 && stdout.includes("disk-full") ? [] : [`${code}: ${stderr}`];
  if (isThere(`${out}.confrec`)) problems.push("the spool is still there");
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  return { lostMs, exits: [code], said: lastLine(stderr, disk.folder), problems };
}

/** Somebody else takes all the room within a moment. */
async function fullAtOnce(stage: Stage): Promise<Outcome> {
  await using disk = await Mount.memory(stage.path("small"), 60);
  const out = join(disk.folder, "full.mp3");
  const program = stage.record(out, ["--force"]);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(3);
  const greedy = join(disk.folder, "greedy");
  const fullNs = stage.nowNs();
  await takeAll(greedy);
  const { code, stderr } = await program.result;
  const problems: string[] = [];
  const exits = [code];
  let said = lastLine(stderr, disk.folder);
  await Deno.remove(greedy);
  if (code === 5) {
    const recovered = await stage.recover(disk.folder);
    exits.push(recovered.code);
    said += ` — ${lastLine(recovered.stderr, disk.folder)}`;
  }
  if (isThere(`${out}.confrec`)) problems.push(`the spool is still there: ${stderr}`);
  const lostMs = await stage.lostMs(out, zeroNs, fullNs);
  return { lostMs, exits, said, problems };
}

async function takeAll(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true });
  const block = new Uint8Array(1 << 16);
  try {
    for (;;) await file.write(block);
  } catch {
    // Now it is full.
  }
}

/** The file's share goes away in the middle, and comes back after the end. */
async function vanishes(stage: Stage): Promise<Outcome> {
  const share = await Mount.memory(stage.path("share", "of", "files"), 50);
  await using _share = share;
  const out = join(share.folder, "deep", "far.mp3");
  const spools = stage.path("fast");
  const program = stage.record(out, ["--spool", spools, "--force"]);
  await program.saw('"started"');
  const spool = join(spools, "far.mp3.confrec");
  const zeroNs = stage.zeroNs(spool) ?? NaN;
  await seconds(2);
  await share.detach();
  await seconds(2);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const problems = code === 5 && isThere(spool) ? [] : [`${code}: ${stderr}`];
  await using again = await Mount.memory(share.folder, 50);
  await Deno.mkdir(join(again.folder, "deep"));
  const { code: second, stderr: told } = await stage.recover(spool);
  if (second !== 0) problems.push(`recover ended with ${second}: ${told}`);
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  return { lostMs, exits: [code, second], said: lastLine(stderr, stage.folder), problems };
}

/**
 * A disk that loses its power keeps what had reached it. Here the disk is a file under an ext4: what the file holds at one
 * instant is what the disk would hold, and what only the system's memory knew is not in it.
 */
async function powerCut(stage: Stage): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  await makeImage(stage.path("disk"), 120);
  await using disk = await Mount.image(stage.path("disk"), stage.path("live"));
  for (const [index, time] of [0.4, 1.3, 2.1, 2.9, 4.7].entries()) {
    const out = join(disk.folder, `cut${index}.mp3`);
    const program = stage.record(out, ["--force"]);
    await program.saw('"started"');
    const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
    await seconds(time);
    const cutNs = stage.nowNs();
    const copy = stage.path(`copy${index}`);
    // As long as it is copied the disk lives on, which can only make the copy's tail newer.
    await runTool("cp", ["--sparse=always", stage.path("disk"), copy]);
    const copiedNs = stage.nowNs();
    program.kill("SIGKILL");
    await program.result;
    outcomes.push(await afterCut(stage, copy, index, [zeroNs, cutNs]));
    await Deno.remove(copy);
    await Deno.remove(`${out}.confrec`, { recursive: true });
    if (copiedNs - cutNs > 0.5e9) outcomes.push({ ...slow, lostMs: 0 });
  }
  const losses = outcomes.map(({ lostMs }) => lostMs).sort((a, b) => a - b);
  return {
    lostMs: losses.at(-1) ?? NaN,
    exits: [...new Set(outcomes.flatMap(({ exits }) => exits))],
    said: `${losses.length} times; median ${losses[losses.length >> 1]} ms`,
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

const slow = { exits: [], said: "", problems: ["the disk took too long to copy to tell anything"] };

async function afterCut(
  stage: Stage,
  copy: string,
  index: number,
  [zeroNs, cutNs]: readonly [number, number],
): Promise<Outcome> {
  await using disk = await Mount.image(copy, stage.path(`after${index}`));
  const out = join(disk.folder, `cut${index}.mp3`);
  const { code, stderr } = await stage.recover(disk.folder);
  const exits = [code];
  if (!isThere(out)) {
    const problems = code === 0 ? [] : [`recover ended with ${code}: ${stderr}`];
    return { lostMs: Math.round((cutNs - zeroNs) / 1e6), exits, said: "", problems };
  }
  const problems = code === 4 ? [] : [`recover ended with ${code}: ${stderr}`];
  return { lostMs: await stage.lostMs(out, zeroNs, cutNs), exits, said: "", problems };
}

function needsLoop(): string | undefined {
  return needsRoot() ??
    (hasTool("mkfs.ext4") && isThere("/dev/loop-control")
      ? undefined
      : "there are no loop devices");
}
