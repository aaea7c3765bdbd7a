/** What tests are called, read from their source without running it. */
import { loopValuesIn } from "./source_list.ts";

/** What stands for `${…}` in names, by what stands between the braces. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** A test or a step of one begins; comments do not begin a line in this way. */
const BEGINS = /^[ \t]*(?:await )?(?:Deno\.test|\bt\.step)(?:\.only)?\(/gm;
/** What follows: its name, by itself or as a property. */
const NAME = /^\s*(?:\{[^{}]*?\bname:\s*)?(["'`])((?:\\.|(?!\1)[^\\])*)\1/;
const HOLE = /\$\{([^}]+)\}/;

/**
 * Tests and their steps, in the order of the source; a template is as many names as it has values.
 *
 * @param values of what a loop in the source itself does not tell
 * @throws {Error} when a test's name, or what a template stands for, cannot be read
 */
export function testNames(source: string, values: Values = {}): string[] {
  return [...source.matchAll(BEGINS)].flatMap(({ 0: begin, index }) => {
    const [, quote, name] = NAME.exec(source.slice(index + begin.length)) ?? [];
    if (name === undefined) {
      throw new Error(`Cannot read a test's name: ${source.slice(index).split("\n")[0]?.trim()}`);
    }
    const read = name.replace(/\\(.)/g, "$1");
    return quote === "`" ? filled(read, source, values) : [read];
  });
}

/** The names that a template stands for. */
function filled(template: string, source: string, values: Values): string[] {
  const [hole, inside = ""] = HOLE.exec(template) ?? [];
  if (hole === undefined) return [template];
  const known = values[inside] ?? loopValuesIn(source, inside);
  if (known === undefined || known.length === 0) {
    throw new Error(`Cannot tell what ${hole} stands for in a test's name: ${template}`);
  }
  return known.flatMap((value) => filled(template.replace(hole, () => value), source, values));
}
