/** Where the scripts find and put things. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../root.ts";

/** The project itself. */
export const project: string = fileURLToPath(root);

/** Everything that `deno task build` makes. */
export const buildFolder: string = join(project, "build");

/** Other people's source texts and licences, fetched once for all targets. */
export const sourcesFolder: string = join(buildFolder, "sources");

/** What was built for one platform. */
export function targetFolder(triple: string): string {
  return join(buildFolder, triple);
}
