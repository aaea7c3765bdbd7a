import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleProgram, MAIN, shorten, WORKERS } from "../../../scripts/build/bundle.ts";
import { runTool } from "../../../scripts/project/tool.ts";
import { targetFolder } from "../../../scripts/project/folders.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";
import { writeTones } from "../../../scripts/stage/tones.ts";

/** What may be read before a person sees that something has begun, bytes. All of it is ten times as much, zod twice. */
const MOST_BEFORE_FIRST_WORD = 50_000;

const temporary = new TemporaryFolder();
addEventListener("unload", () => temporary[Symbol.dispose]());
const folder = temporary.path;
const paths = await bundleProgram(folder);
const texts = new Map(paths.map((path) => [path, Deno.readTextFileSync(join(folder, path))]));

Deno.test("little is read before the first word: what only a command needs is loaded with it", () => {
  const read = [MAIN];
  // It grows while it is walked through.
  for (const path of read) {
    for (const [, name = ""] of (texts.get(path) ?? "").matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      if (!read.includes(name)) read.push(name);
    }
  }
  const bytes = read.reduce((sum, path) => sum + (texts.get(path) ?? "").length, 0);
  assert(read.length > 1 && read.length < paths.length / 2, `${read.length} files`);
  assert(bytes < MOST_BEFORE_FIRST_WORD, `${bytes} bytes`);
});

Deno.test("a worker is one file at the place of its source, and asks for no other place", () => {
  for (const worker of WORKERS) {
    const text = texts.get(worker.replace(/\.ts$/, ".js")) ?? "";
    assert(text.length > 10_000, worker);
    assertEquals(text.match(/(?:from|import)"(?!node:)[^"]*"/g) ?? [], []);
    assert(!text.includes("import.meta"), worker);
  }
});

Deno.test("what is opened by using is disposed of, however short a module is made", async () => {
  using modules = new TemporaryFolder();
  const path = join(modules.path, "length.js");
  Deno.writeTextFileSync(
    path,
    `// Says how long something is.
    export function lengthOf(open) {
      using opened = open();
      return opened.length;
    }`,
  );
  await shorten(modules.path, ["length.js"]);
  assert(!Deno.readTextFileSync(path).includes("// "));
  const { lengthOf } = await import(pathToFileURL(path).href);
  let disposed = 0;
  const length = lengthOf(() => ({ length: 3, [Symbol.dispose]: () => void disposed++ }));
  assertEquals([length, disposed], [3, 1]);
});

Deno.test("a bundle finds its workers wherever it is: it records two files", async () => {
  const built = join(folder, "build", Deno.build.target);
  await Deno.mkdir(join(folder, "build"));
  await Deno.symlink(targetFolder(Deno.build.target), built);
  const tone = join(folder, "tone.wav");
  await writeTones(tone, 1, [{ fromSeconds: 0, toSeconds: 1, hz: 440, peakDb: -12 }]);
  const out = join(folder, "a.mp3");
  const sides = ["--mic", `file:${tone}`, "--system", `file:${tone}`];
  await runTool(Deno.execPath(), [
    ...["run", "-A", "--quiet", "--no-config", "--no-lock", "--no-npm", join(folder, MAIN)],
    ...[...sides, "--out", out],
  ]);
  assert((await Deno.stat(out)).size > 10_000);
});
