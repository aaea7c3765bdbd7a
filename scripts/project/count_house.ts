/** `deno task house`: counts what tells whether the folders still explain themselves. */
import { join } from "node:path";
import { project } from "./folders.ts";
import { functionLengths } from "./function_lengths.ts";
import { circlesOf, folderOf, ImportGraph, topOf } from "./import_graph.ts";
import { projectFiles } from "./project_files.ts";

/** How many of the largest are named. */
const NAMED = 5;

/** A thing of some size, and where it is. */
type Sized = readonly [size: number, name: string];

function largest(things: readonly Sized[]): string {
  return things.toSorted(([a], [b]) => b - a).slice(0, NAMED)
    .map(([size, name]) => `  ${String(size).padStart(4)} ${name}`).join("\n");
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function countFolders(lengths: ReadonlyMap<string, number>): string {
  const folders = Map.groupBy(lengths.keys(), folderOf);
  const rows = [...folders].filter(([folder]) => folder.includes(".") === false).sort()
    .map(([folder, files]) => {
      const lines = files.map((file) => lengths.get(file) ?? 0);
      return `${folder.padEnd(24)} ${String(files.length).padStart(5)} ` +
        `${String(lines.reduce((a, b) => a + b, 0)).padStart(6)} ` +
        `${String(median(lines)).padStart(6)} ${String(Math.max(...lines)).padStart(7)}`;
    });
  return [`${"folder".padEnd(24)} files  lines median largest`, ...rows].join("\n");
}

/** Which top folder's files import which others', and by how many statements. */
function countArrows(graph: ImportGraph): string {
  const arrows = new Map<string, number>();
  for (const [from, imported] of graph.folders) {
    for (const [to, imports] of imported) {
      const arrow = `${topOf(from)} → ${topOf(to)}`;
      if (topOf(from) !== topOf(to)) arrows.set(arrow, (arrows.get(arrow) ?? 0) + imports.length);
    }
  }
  return [...arrows].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([arrow, imports]) => `  ${arrow.padEnd(20)} ${imports}`).join("\n");
}

if (import.meta.main) {
  const files = (await projectFiles())
    .filter((file) => /\.(ts|c|h)$/.test(file) && topOf(file) !== "tests");
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await Deno.readTextFile(join(project, file)));
  const graph = new ImportGraph(texts);
  const lengths = new Map([...texts].map(([file, text]) => [file, text.split("\n").length - 1]));
  const functions = graph.files.flatMap((file) =>
    functionLengths(texts.get(file) ?? "").map(({ name, line, lines }): Sized => {
      return [lines, `${name} (${file}:${line})`];
    })
  );
  const folders = graph.folders;
  const circles = {
    files: circlesOf(graph.files, (file) => graph.imports(file)),
    folders: circlesOf([...folders.keys()], (folder) => folders.get(folder)?.keys() ?? []),
  };
  console.log(countFolders(lengths));
  for (const [what, found] of Object.entries(circles)) {
    console.log(`\nCircles of ${what}: ${found.length}`);
    for (const circle of found) console.log(`  ${circle.join(" ")}`);
  }
  console.log(`\nThe largest of ${files.length} files, lines:`);
  console.log(largest([...lengths].map(([file, lines]) => [lines, file])));
  const usual = median(functions.map(([lines]) => lines));
  console.log(`\nThe largest of ${functions.length} functions, lines (median ${usual}):`);
  console.log(largest(functions));
  console.log(`\nWho imports from whom, statements:\n${countArrows(graph)}`);
}
