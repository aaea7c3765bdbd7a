import { assertEquals } from "@std/assert";
import { circlesOf, codeOf, folderOf, ImportGraph } from "../../../scripts/project/import_graph.ts";

const TEXTS = new Map([
  ["main.ts", `import { run } from "./cli/run.ts";`],
  [
    "cli/run.ts",
    `/** import { no } from "./comment.ts"; */
import { z } from "zod";
import type { Track } from "../capture/track/track.ts";
import {
  a,
  b,
} from "./words/words.ts";
export { Session } from "../capture/session.ts"; // import "./comment.ts"
const lazy = await import("../ffi/library.ts");
`,
  ],
  ["cli/words/words.ts", `import { join } from "node:path";\nimport "../../root.ts";`],
  ["capture/session.ts", `import { Track } from "./track/track.ts";`],
  ["capture/track/track.ts", `import type { Session } from "../session.ts";`],
]);
const graph = new ImportGraph(TEXTS);

Deno.test("imports are told from comments, and in every form that a statement has", () => {
  assertEquals(graph.imports("cli/run.ts"), [
    "capture/track/track.ts",
    "cli/words/words.ts",
    "capture/session.ts",
    "ffi/library.ts",
  ]);
  assertEquals(graph.imports("cli/run.ts", "values").includes("capture/track/track.ts"), false);
  assertEquals(graph.packages("cli/run.ts"), ["zod"]);
  assertEquals(graph.packages("cli/words/words.ts"), []);
  assertEquals(codeOf(`const url = "http://a"; // b\n/* c\nd */e`), `const url = "http://a"; \ne`);
});

Deno.test("what is loaded with a file is what it reaches, but for types", () => {
  assertEquals([...graph.reachedFrom("cli/words/words.ts")], ["cli/words/words.ts", "root.ts"]);
  assertEquals(graph.reachedFrom("main.ts").size, 7);
  assertEquals([...graph.reachedFrom("capture/track/track.ts")], ["capture/track/track.ts"]);
});

Deno.test("folders are what their files are in, and a file in none is one of its own", () => {
  assertEquals([folderOf("a/b/c.ts"), folderOf("main.ts")], ["a/b", "main.ts"]);
  assertEquals([...graph.folders.get("cli/words") ?? []], [
    ["root.ts", ["cli/words/words.ts imports root.ts"]],
  ]);
  assertEquals(
    circlesOf([...graph.folders.keys()], (folder) => graph.folders.get(folder)?.keys() ?? []),
    [["capture", "capture/track"]],
  );
});

Deno.test("circles are found wherever one begins, each once, and what only leads there is in none", () => {
  const next: Record<string, string[]> = {
    a: ["b"],
    b: ["c", "elsewhere"],
    c: ["d", "b"],
    d: ["e", "d"],
    e: ["d", "f"],
    f: [],
  };
  const circles = [["d", "e"], ["b", "c"]];
  assertEquals(circlesOf([..."abcdef"], (node) => next[node] ?? []), circles);
  assertEquals(circlesOf([..."fedcba"], (node) => next[node] ?? []), circles);
  assertEquals(circlesOf([..."adf"], (node) => next[node] ?? []), []);
});
