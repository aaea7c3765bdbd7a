/** `deno run -A scripts/write_schema.ts`: writes the schema of sidecars, docs/meeting.schema.json. */
import { join } from "node:path";
import { factsJsonSchema } from "../meeting/facts/facts_schema.ts";
import { project } from "./project/folders.ts";

/** Where it stands. */
export const SCHEMA_PATH: string = join(project, "docs", "meeting.schema.json");

/** Its content. */
export function schemaText(): string {
  return `${JSON.stringify(factsJsonSchema(), undefined, 2)}\n`;
}

if (import.meta.main) Deno.writeTextFileSync(SCHEMA_PATH, schemaText());
