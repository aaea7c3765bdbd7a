/** Files and folders that are not what they seem. */
import { join } from "node:path";
import { isThere } from "../../ffi/system/is_there.ts";
import { programCommand } from "../stage/program.ts";
import { runTool } from "../project/tool.ts";
import { type Fault, needsRoot, type Outcome } from "./ground/fault.ts";
import { needsNoCard } from "./ground/fault_card.ts";
import { Mount } from "./ground/mounts.ts";
import { seconds } from "./ground/seconds.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Places. */
export const PLACES: readonly Fault[] = [
  { name: "a cache from which nothing may be executed", unable: needsRoot, run: noExecution },
  { name: "working folder removed while it records", run: folderGone },
  { name: "working folder gone before the start", run: startedInNothing },
  { name: "a word that is not UTF-8", unable: needsNoCard, run: noText },
  { name: "output is a link to nothing, by --force to a file", run: links },
  { name: "recordings folder is a link to nothing", unable: needsNoCard, run: deadFolder },
  { name: "a file name of 255 bytes, and the machine dies", run: longName },
  { name: "`mix` killed in the middle", unable: needsNoCard, run: killedMix },
  { name: "output in /dev/shm", unable: needsNoCard, run: sealed },
];

async function noExecution(stage: Stage): Promise<Outcome> {
  await using cache = await Mount.memory(stage.path("cache"), 20, ["noexec"]);
  return await recordWhole(stage, stage.path("a.mp3"), { env: { XDG_CACHE_HOME: cache.folder } });
}

async function folderGone(stage: Stage): Promise<Outcome> {
  const cwd = stage.path("folder");
  await Deno.mkdir(cwd);
  return await recordWhole(stage, stage.path("a.mp3"), { cwd, meanwhile: () => Deno.remove(cwd) });
}

/** Sounds are recorded to a whole path; a relative one is refused. */
async function startedInNothing(stage: Stage): Promise<Outcome> {
  const record = (out: string) =>
    inShell(stage, `mkdir gone && cd gone && rmdir ../gone && CONFREC --out ${out} --duration 2s`);
  const whole = await record(stage.path("a.mp3"));
  const relative = await record("a.mp3");
  await stage.listen(stage.path("a.mp3"));
  const problems = [
    ...whole.code === 0 ? [] : [`to a whole path: ${whole.code}: ${whole.stderr}`],
    ...relative.code === 2 ? [] : [`to a relative path: ${relative.code}: ${relative.stderr}`],
  ];
  const exits = [whole.code, relative.code];
  return { lostMs: 0, exits, said: lastLine(relative.stderr, stage.folder), problems };
}

async function noText(stage: Stage): Promise<Outcome> {
  const { code, stderr } = await inShell(stage, "CONFREC --out $'a\\xff.mp3' --duration 1s");
  const isLine = stderr.trim().split("\n").length === 1;
  const problems = code === 2 && isLine ? [] : [`${code}: ${stderr}`];
  return { lostMs: 0, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

/** First nothing is where the link leads, then the file that was made there. */
async function links(stage: Stage): Promise<Outcome> {
  await Deno.mkdir(stage.path("archive"));
  const [link, file] = [stage.path("link.mp3"), stage.path("archive", "today.mp3")];
  await Deno.symlink(join("archive", "today.mp3"), link);
  const first = await recordWhole(stage, link, { file });
  const again = await recordWhole(stage, link, { file, args: ["--force"] });
  const problems = [...first.problems, ...again.problems];
  if (!(await Deno.lstat(link)).isSymlink) problems.push("the link is no link any more");
  const lostMs = Math.max(first.lostMs, again.lostMs);
  return { ...again, lostMs, exits: [...first.exits, ...again.exits], problems };
}

async function deadFolder(stage: Stage): Promise<Outcome> {
  await Deno.symlink(stage.path("not", "mounted"), stage.path("recordings"));
  return await refused(stage, stage.path("recordings", "a.mp3"));
}

async function longName(stage: Stage): Promise<Outcome> {
  const out = stage.path(`${"a".repeat(251)}.mp3`);
  const program = stage.record(out);
  await program.saw('"started"');
  const [spool = ""] = [...Deno.readDirSync(stage.folder)]
    .filter(({ name }) => name.endsWith(".confrec")).map(({ name }) => stage.path(name));
  const zeroNs = stage.zeroNs(spool) ?? NaN;
  await seconds(3);
  const endNs = stage.nowNs();
  program.kill("SIGKILL");
  await program.result;
  const { code, stderr } = await stage.recover(stage.folder);
  const problems = code === 4 && isThere(out) ? [] : [`recover ended with ${code}: ${stderr}`];
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  return { lostMs, exits: [code], said: "the file has its whole name", problems };
}

async function killedMix(stage: Stage): Promise<Outcome> {
  const input = stage.path("long.wav");
  await runTool("sox", [
    "-n",
    "-r",
    "44100",
    "-b",
    "16",
    "-c",
    "1",
    input,
    "synth",
    "900",
    "pinknoise",
  ]);
  await Deno.mkdir(stage.path("out"));
  const left = () => [...Deno.readDirSync(stage.path("out"))].map(({ name }) => name);
  const args = ["mix", "--mic", input, "--out", stage.path("out", "a.mp3")];
  const program = stage.start(args);
  while (left().length === 0) await seconds(0.02);
  await seconds(0.3);
  program.kill("SIGKILL");
  await program.result;
  const problems = left().length === 1 ? [] : [`it left ${left().join(", ")}`];
  const { code, stderr } = await stage.recover(stage.path("out"));
  if (code !== 0 || left().length > 0) problems.push(`${code}, ${left().join(", ")}: ${stderr}`);
  const said = "recover removes what it had left";
  return { lostMs: 0, exits: [code], said, problems, fileless: "all of it is removed" };
}

async function sealed(stage: Stage): Promise<Outcome> {
  // Only the compiled program has its own permissions; from source it may do everything.
  if (!Deno.env.get("CONFREC_BIN")) {
    return { lostMs: 0, exits: [], said: "only the compiled program is refused", problems: [] };
  }
  return await refused(stage, `/dev/shm/confrec-fault-${Deno.pid}.mp3`);
}

/** Nothing may begin. */
async function refused(stage: Stage, out: string): Promise<Outcome> {
  const { code, stdout, stderr } = await stage.record(out, ["--duration", "1s"]).result;
  const hasBegun = stdout.includes('"started"') || isThere(out);
  const problems = code === 2 && !hasBegun ? [] : [`${code}: ${stderr}`];
  return { lostMs: 0, exits: [code], said: lastLine(stderr, stage.folder), problems };
}

interface Whole {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Where the sound is to be, if not where `out` says. */
  readonly file?: string;
  meanwhile?(): Promise<void>;
}

/** Records for some seconds; the file must be complete. */
async function recordWhole(stage: Stage, out: string, whole: Whole): Promise<Outcome> {
  const { args = [], env = {}, cwd, file = out } = whole;
  const plain = ["--gate", "off", "--normalize", "off", "--json"];
  const program = stage.start(["--out", out, ...plain, ...args], env, cwd);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${file}.confrec`) ?? NaN;
  await seconds(1.5);
  await whole.meanwhile?.();
  await seconds(1.5);
  const endNs = stage.nowNs();
  program.kill("SIGINT");
  const { code, stderr } = await program.result;
  const problems = code === 0 ? [] : [`ended with ${code}: ${stderr}`];
  const lostMs = code === 0 ? await stage.lostMs(file, zeroNs, endNs) : NaN;
  const said = lastLine(stderr, stage.folder) || "the file is complete";
  return { lostMs, exits: [code], said, problems };
}

/** For words and folders that no other program can be given. */
async function inShell(stage: Stage, script: string): Promise<{ code: number; stderr: string }> {
  const words = programCommand().map((word) => `'${word}'`).join(" ");
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", script.replace("CONFREC", words)],
    cwd: stage.folder,
    env: { ...stage.card.env, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
