/** What tests are called, read from their source without running it. */
import { loopValuesIn } from "./source_list.ts";

/** What stands for `${…}` in names, by what stands between the braces. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** A test or a step of one begins, anywhere in a line but in a comment. */
const BEGINS = /\b(?:Deno\.test|t\.step)(?<=^(?![ \t]*\/?\*)(?:(?!\/\/).)*)(?:\.\w+)?\(/gm;
/** What follows: its name, by itself or as a property, and nothing that is added to it. */
const NAME = /^\s*(?:\{[^{}]*?\bname:\s*)?(["'`])((?:\\.|(?!\1)[^\\])*)\1\s*[,})]/;
/** Of a test that never runs: how it begins, or one of its options. */
const IGNORED = /^[\w.]+\.ignore\(|\bignore:\s*true\b/;
const HOLE = /\$\{([^}]+)\}/;

/**
 * Tests and their steps, in the order of the source; a template is as many names as it has values.
 *
 * @param values of what a loop in the source itself does not tell
 * @throws {Error} when a test's name, or what a template stands for, cannot be read, and when a test never runs
 */
export function testNames(source: string, values: Values = {}): string[] {
  const begins = [...source.matchAll(BEGINS)];
  return begins.flatMap(({ 0: begin, index }, i) => {
    const test = source.slice(index, begins[i + 1]?.index);
    const [, quote, name] = NAME.exec(test.slice(begin.length)) ?? [];
    const line = test.split("\n")[0]?.trim();
    if (name === undefined) throw new Error(`Cannot read a test's name: ${line}`);
    if (IGNORED.test(test)) {
      throw new Error(`Cannot read a test's name as if it was proven: it never runs: ${line}`);
    }
    const read = name.replace(/\\(.)/g, "$1");
    return quote === "`" ? filled(read, source.slice(0, index), values) : [read];
  });
}

/**
 * The names that a template stands for.
 *
 * @param before the source in front of the test
 */
function filled(template: string, before: string, values: Values): string[] {
  const [hole, inside = ""] = HOLE.exec(template) ?? [];
  if (hole === undefined) return [template];
  const known = values[inside] ?? loopValuesIn(before, inside);
  if (known === undefined || known.length === 0) {
    throw new Error(`Cannot tell what ${hole} stands for in a test's name: ${template}`);
  }
  return known.flatMap((value) => filled(template.replace(hole, () => value), before, values));
}
