/** Lists of words in sources, read without running them: a source may need what is built first. */

const WORD = /"([^"\n]+)"/g;

/**
 * The words of `const NAME = ["…", …];`, however they are broken into lines.
 *
 * @throws {Error} when there is no such list: one that was renamed is not an empty one
 */
export function listIn(source: string, name: string): string[] {
  const [, list] = new RegExp(`\\bconst ${name}\\b[^=;]*= \\[([^;]*)\\]`).exec(source) ?? [];
  if (list === undefined) throw new Error(`Cannot find the list ${name}`);
  return words(list);
}

/**
 * What a variable becomes in `for (const VARIABLE of ["…", …]) {`, or `for (const [VARIABLE, …] of [["…", …], …]) {`.
 *
 * @returns `undefined` where there is no such loop
 */
export function loopValuesIn(source: string, variable: string): string[] | undefined {
  const loop = new RegExp(
    `\\bfor\\s*\\(\\s*const (\\[?)${variable}\\b[^=;()]*?\\bof \\[([^]*?)\\](?: as const)?\\s*\\)\\s*\\{`,
  );
  const [, bracket, list] = loop.exec(source) ?? [];
  if (list === undefined) return undefined;
  return bracket === "" ? words(list) : [...list.matchAll(/\[\s*"([^"]+)"/g)].map(firstGroup);
}

function words(list: string): string[] {
  return [...list.matchAll(WORD)].map(firstGroup);
}

function firstGroup([, word = ""]: RegExpMatchArray): string {
  return word;
}
