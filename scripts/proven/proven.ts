/** `deno task proven`: writes what is proven where, from the tests' names, into docs/platforms.md. */
import { join } from "node:path";
import { project } from "../project/folders.ts";
import { markedPart, withMarkedPart } from "../project/marked_part.ts";
import { projectFiles } from "../project/project_files.ts";
import { tell } from "../project/tell.ts";
import { provenTables } from "./proven_table.ts";
import type { Sources } from "./suites.ts";

const DOCUMENT = "docs/platforms.md";
const MARKS = {
  begin: "<!-- proven: `deno task proven` -->",
  end: "<!-- end of proven -->",
} as const;

/** What is wrong with the table in docs/platforms.md: nothing, or one line. */
export function provenComplaints(sources: Sources): string[] {
  const isRight = markedPart(sources.read(DOCUMENT), MARKS) === provenTables(sources);
  return isRight ? [] : [`${DOCUMENT} is not what the tests are called; run \`deno task proven\``];
}

/** The project as it is. */
export async function projectSources(): Promise<Sources> {
  const files = await projectFiles();
  return { files, read: (file) => Deno.readTextFileSync(join(project, file)) };
}

if (import.meta.main) {
  await tell(async () => {
    const sources = await projectSources();
    const text = withMarkedPart(sources.read(DOCUMENT), MARKS, provenTables(sources));
    Deno.writeTextFileSync(join(project, DOCUMENT), text);
  });
}
