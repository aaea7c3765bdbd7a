/** A line of TOML as it was meant, where only the quotes are wrong: the commonest mistake in such files. */

/** A key and a value without quotes, and perhaps a comment. */
const BARE = /^\s*([\w-]+)\s*=\s*([^"'[{#\s][^"#]*?)\s*(?:#.*)?$/;
/** A key and a value with backslashes in quotes where they begin something else. */
const WITH_BACKSLASHES = /^\s*([\w-]+)\s*=\s*"([^"]*\\[^"]*)"\s*(?:#.*)?$/;

/**
 * The statement with its value in the right quotes.
 *
 * @param line which cannot be read, or whose value should be a text
 * @returns undefined where something else is wrong
 */
export function quoted(line: string): string | undefined {
  const [, key, value] = BARE.exec(line) ?? WITH_BACKSLASHES.exec(line) ?? [];
  if (key === undefined || value === undefined || value.includes("'")) return undefined;
  // Within these a backslash is one.
  return value.includes("\\") ? `${key} = '${value}'` : `${key} = "${value}"`;
}
