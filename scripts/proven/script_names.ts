/** What suites that are no tests of Deno call what they prove. */

/**
 * What stands for a property, such as `what: "…"`, in the order of the source.
 *
 * @throws {Error} when nothing does, or a template does, which cannot be read
 */
export function propertiesIn(source: string, property: string): string[] {
  const values = new RegExp(`\\b${property}:\\s*(["\`])(.+?)\\1`, "g");
  const found = [...source.matchAll(values)].map(([, , text = ""]) => text);
  if (found.length === 0) throw new Error(`Cannot find a name: nothing has \`${property}: "…"\``);
  const template = found.find((text) => text.includes("${"));
  if (template !== undefined) throw new Error(`Cannot tell what this stands for: ${template}`);
  return found;
}

/**
 * The same in one list of the source: `const LIST = [` to a line that is `];`.
 *
 * @throws {Error} when there is no such list, and as above
 */
export function propertiesInList(source: string, list: string, property: string): string[] {
  const [, text] =
    new RegExp(`\\bconst ${list}\\b[^=\\n]*= \\[\\n([^]*?)^\\];`, "m").exec(source) ?? [];
  if (text === undefined) throw new Error(`Cannot find the list ${list}`);
  return propertiesIn(text, property);
}

/**
 * The functions of a C test, as sentences: those without a result that `main` calls.
 *
 * @throws {Error} when it calls none
 */
export function cTestNames(source: string): string[] {
  const [, main = ""] = source.split(/^int main\(/m);
  const tests = [...source.matchAll(/^static void (\w+)\(/gm)].map(([, name = ""]) => name);
  const called = tests.filter((name) => new RegExp(`\\b${name}\\(`).test(main));
  if (called.length === 0) throw new Error("Cannot find a C test: main calls none");
  return called.map((name) => name.replaceAll("_", " "));
}
