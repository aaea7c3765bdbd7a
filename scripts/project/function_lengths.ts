/** How long the functions of a file are, by the form that `deno fmt` gives them. */

/** A function, a method or a named arrow function with a body of more than one line. */
export interface FunctionLength {
  readonly name: string;
  /** Line at which it begins, counted from 1. */
  readonly line: number;
  /** From its first line to its closing brace. */
  readonly lines: number;
}

const FUNCTION = /^(?:export )?(?:default )?(?:async )?function\*? (\w+)/;
const ARROW = /^(?:export )?const (\w+)\b.* = (?:async )?\((?:.*\{)?$/;
const CLASS = /^(?:export )?(?:abstract )?class (\w+)/;
const METHOD =
  /^ {2}(?:(?:private|protected|static|override|async|get|set) )*\*?(#?\w+|\[[\w.]+\])\(/;

/** The functions of a file in TypeScript; those within others are counted with them. */
export function functionLengths(text: string): FunctionLength[] {
  const lines = text.split("\n");
  const found: FunctionLength[] = [];
  let inClass = "";
  for (const [i, line] of lines.entries()) {
    if (line === "}") inClass = "";
    inClass = CLASS.exec(line)?.[1] ?? inClass;
    const method = inClass === "" ? undefined : METHOD.exec(line)?.[1];
    const name = method ?? FUNCTION.exec(line)?.[1] ?? ARROW.exec(line)?.[1];
    if (name === undefined || line.endsWith("}") || line.endsWith(";")) continue;
    const close = method === undefined ? /^\}\)?;?$/ : /^ {2}\}$/;
    const end = lines.findIndex((each, at) => at > i && close.test(each));
    const fullName = method === undefined ? name : `${inClass}.${name}`;
    if (end > i) found.push({ name: fullName, line: i + 1, lines: end - i + 1 });
  }
  return found;
}
