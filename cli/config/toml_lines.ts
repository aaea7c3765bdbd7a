/** On which line of a TOML file a key stands; the parser does not say. */
import { parse } from "smol-toml";

/** Somebody may have made a file of any length; in one of more lines the places of keys are not looked for. */
const MOST_LINES = 1_000;

/**
 * The line on which each key's statement begins, from 1.
 *
 * A statement begins after the longest beginning of the file that can be read without it, however the key is written:
 * bare, quoted, dotted, in a table or inline.
 *
 * @param text a file that can be read
 * @returns by the key's path, joined by `keyPath`
 */
export function linesOfKeys(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const lines = text.split("\n");
  if (lines.length > MOST_LINES) return found;
  let statement = 1;
  for (let count = 1; count <= lines.length; count++) {
    let table: unknown;
    try {
      table = parse(lines.slice(0, count).join("\n"));
    } catch {
      continue; // It ends in the middle of a value of several lines.
    }
    for (const path of pathsIn(table, [])) if (!found.has(path)) found.set(path, statement);
    statement = count + 1;
  }
  return found;
}

/** A path of keys as one text. */
export function keyPath(keys: readonly string[]): string {
  return JSON.stringify(keys);
}

function* pathsIn(value: unknown, keys: readonly string[]): Generator<string> {
  if (keys.length > 0) yield keyPath(keys);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsIn(inner, [...keys, key]);
}
