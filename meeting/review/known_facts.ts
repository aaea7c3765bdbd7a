/** The sidecar of a recording, if there is one that is about this very file. */
import { factsSchema, type FileFacts } from "../facts/facts_schema.ts";
import { besidePath } from "../ground/beside_paths.ts";
import type { FileTags } from "./file_tags.ts";

/** No sidecar is so large: thousands of times what a day of talk takes. */
const MOST_BYTES = 100_000_000;

/** What is known of the file; nothing where the sidecar is another file's, or cannot be understood. */
export function knownFacts(path: string, { sha256, bytes }: FileTags): FileFacts | undefined {
  const sidecar = besidePath(path, "sidecar");
  try {
    if (Deno.statSync(sidecar).size > MOST_BYTES) return undefined;
    const { data } = factsSchema.safeParse(JSON.parse(Deno.readTextFileSync(sidecar)));
    if (data === undefined) return undefined;
    // Somebody may have edited the sound; a file that was only renamed is the same.
    const isSame = data.file.sha256 === undefined
      ? data.file.bytes === bytes
      : data.file.sha256 === sha256;
    return isSame ? data : undefined;
  } catch {
    return undefined;
  }
}
