/**
 * `deno task bench:start [--runs N] [--records N] [--against PROGRAM]`: how long confrec takes to be there.
 *
 * Times the compiled program that CONFREC_BIN names, in turn with others in the same minutes: a compiled program that only
 * says hello, which is what the runtime takes by itself, and `ffmpeg -version`; with `--against` another confrec, too. Then,
 * in a terminal (`script`) on a private sound server: from Enter to the first word on the terminal, and to the first frames
 * of both sides on the disk. Medians of all runs; how long hello takes to its first word is the ratio's other side.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readWavLayout } from "../../formats/wav_layout.ts";
import { ByteFile } from "../../formats/byte_file.ts";
import { runTool } from "../project/tool.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";
import { VirtualCard } from "../stage/virtual_card.ts";

/** What a start took, ms. */
interface Start {
  readonly firstWordMs: number;
  /** Until both sides have frames on the disk. */
  readonly firstFramesMs: number;
}

/** How often the disk is looked at, ms. */
const LOOK_MS = 3;
const LIMIT_MS = 20_000;
const STEMS = ["mic.wav", "system.wav"] as const;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "30" },
    records: { type: "string", default: "9" },
    against: { type: "string" },
  },
});
const confrec = Deno.env.get("CONFREC_BIN");
if (confrec === undefined) throw new Error("Cannot measure: name the program in CONFREC_BIN");
using temporary = new TemporaryFolder();
const folder = temporary.path;
const cache = join(folder, "cache");
const programs = new Map([["confrec", await Deno.realPath(confrec)]]);
if (values.against !== undefined) {
  programs.set("the other confrec", await Deno.realPath(values.against));
}
const hello = await compileHello();

await compareCommands();
await compareStarts();
console.log(
  `\nOthers were at work, too: load ${Deno.loadavg().map((one) => one.toFixed(1)).join(", ")}`,
);

/** Whole commands, one of each in turn. */
async function compareCommands(): Promise<void> {
  const commands = new Map<string, [program: string, ...args: string[]]>([
    ["hello", [hello]],
    ["ffmpeg -version", ["ffmpeg", "-version"]],
  ]);
  for (const [name, program] of programs) {
    commands.set(`${name} --version`, [program, "--version"]);
    commands.set(`${name} --help`, [program, "--help"]);
  }
  const times = await inTurn(Number(values.runs), commands, async ([program, ...args]) => {
    const beganMs = performance.now();
    await runTool(program, args);
    return performance.now() - beganMs;
  });
  const floor = median(times.get("hello") ?? []);
  console.log("| command | median, ms | beside hello |\n| --- | --- | --- |");
  for (const [name, all] of times) {
    const ms = median(all);
    console.log(`| ${name} | ${ms.toFixed(0)} | ${(ms / floor).toFixed(2)} × |`);
  }
}

/** Recordings, in a terminal. */
async function compareStarts(): Promise<void> {
  await using card = await VirtualCard.start({ prompt: true });
  const commands = new Map([["hello", hello], ...programs]);
  let number = 0;
  const starts = await inTurn(Number(values.records), commands, async (program) => {
    const out = join(folder, `meeting ${number++}.mp3`);
    return await start(card, program, program === hello ? undefined : out);
  });
  const floor = median(starts.get("hello")?.map((each) => each.firstWordMs) ?? []);
  console.log("\n| in a terminal | first word, ms | beside hello | first frames of both, ms |");
  console.log("| --- | --- | --- | --- |");
  for (const [name, all] of starts) {
    const word = median(all.map((each) => each.firstWordMs));
    const frames = median(all.map((each) => each.firstFramesMs));
    console.log(
      `| ${name} | ${word.toFixed(0)} | ${(word / floor).toFixed(2)} × | ${
        Number.isFinite(frames) ? frames.toFixed(0) : ""
      } |`,
    );
  }
}

/** Starts a program in a terminal of its own; one that records is stopped once both sides are there. */
async function start(card: VirtualCard, program: string, out?: string): Promise<Start> {
  const words = out === undefined ? [program] : [program, "--out", out];
  const typed = words.map((word) => `'${word}'`).join(" ");
  const beganMs = performance.now();
  const child = new Deno.Command("script", {
    args: ["-qfec", `exec ${typed}`, "/dev/null"],
    env: { ...card.env, XDG_CACHE_HOME: cache, TERM: "xterm", LANG: "C.UTF-8" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const firstWordMs = performance.now() - beganMs;
  const rest = (async () => {
    while (!(await reader.read()).done);
  })();
  let firstFramesMs = NaN;
  const typing = child.stdin.getWriter();
  if (out !== undefined) {
    await untilFrames(`${out}.confrec`);
    firstFramesMs = performance.now() - beganMs;
    await typing.write(new TextEncoder().encode("\x03"));
  }
  const status = await child.status;
  await Promise.all([typing.close().catch(() => {}), rest]);
  if (!status.success) throw new Error(`Cannot measure: ${typed} ended with ${status.code}`);
  return { firstWordMs, firstFramesMs };
}

async function untilFrames(spool: string): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!STEMS.every((name) => hasFrames(join(spool, name)))) {
    if (performance.now() > endMs) throw new Error(`Cannot measure: ${spool} got no frames`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function hasFrames(path: string): boolean {
  try {
    using file = ByteFile.open(path);
    return file.length > readWavLayout(file).dataOffset;
  } catch {
    // It is not there yet, or its header is not whole.
    return false;
  }
}

/** Runs each of several once, then each again; how often, and one round before that does not count. */
async function inTurn<T, R>(
  rounds: number,
  all: ReadonlyMap<string, T>,
  run: (one: T) => Promise<R>,
): Promise<Map<string, R[]>> {
  const results = new Map<string, R[]>([...all.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, one] of all) {
      const result = await run(one);
      if (round > 0) results.get(name)?.push(result);
    }
  }
  return results;
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

/** A program that does nothing, on the same runtime. */
async function compileHello(): Promise<string> {
  const source = join(folder, "hello.js");
  await Deno.writeTextFile(source, 'console.log("hello");\n');
  const output = join(folder, "hello");
  const options = ["--quiet", "--no-check", "--no-code-cache", "--no-config", "--output", output];
  await runTool(Deno.execPath(), ["compile", ...options, source], { cwd: folder });
  return output;
}
