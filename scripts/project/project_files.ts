/** The project's own files: what is written by hand and committed. */
import { join } from "node:path";
import { project } from "./folders.ts";

/** Folders of made things; what starts with a dot is left out too, save for CI's folders. */
const MADE = new Set(["build", "dist", "coverage", "node_modules"]);

/** Paths relative to the project, with `/` between folders, sorted. */
export async function projectFiles(): Promise<string[]> {
  return (await Array.fromAsync(filesBelow(""))).sort();
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(project, folder))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const hidden = entry.name.startsWith(".") && ![".ci", ".github"].includes(entry.name);
    if (entry.isDirectory && !hidden && !MADE.has(path) && !path.endsWith(".confrec")) {
      yield* filesBelow(path);
    } else if (entry.isFile && !hidden) {
      yield path;
    }
  }
}
