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
 * What a variable becomes in the nearest loop that is open at the code's end: `for (const VARIABLE of ["…", …]) {`, or
 * `for (const [VARIABLE, …] of [["…", …], …]) {`. A loop is over where a line closes it that is indented as it is.
 *
 * @param before the code in front of what uses the variable
 * @returns `undefined` where no loop is open, and where it is one over something else
 */
export function loopValuesIn(before: string, variable: string): string[] | undefined {
  const begin = new RegExp(
    `^([ \\t]*)for\\s*\\(\\s*const [^=;()"'\`]*?\\b${variable}\\b[^=;()"'\`]*?\\bof `,
    "gm",
  );
  const nearest = [...before.matchAll(begin)].findLast(({ 1: indent = "", index }) => {
    return !new RegExp(`^${indent}\\}`, "m").test(before.slice(index));
  });
  const loop = new RegExp(
    `^\\s*for\\s*\\(\\s*const (\\[?)${variable}\\b[^=;()]*?\\bof \\[([^{]*?)\\](?: as const)?\\s*\\)\\s*\\{`,
  );
  const [, bracket, list] = loop.exec(before.slice(nearest?.index ?? before.length)) ?? [];
  if (list === undefined) return undefined;
  return bracket === "" ? words(list) : [...list.matchAll(/\[\s*"([^"]+)"/g)].map(firstGroup);
}

function words(list: string): string[] {
  return [...list.matchAll(WORD)].map(firstGroup);
}

function firstGroup([, word = ""]: RegExpMatchArray): string {
  return word;
}
