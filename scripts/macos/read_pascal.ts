/**
 * Reads declarations of Apple's frameworks in Pascal, as Free Pascal has them: constants, types, functions.
 *
 * Only what these need is known of Pascal. Conditions are not followed: a name may have two declarations, and keeps both.
 */

/** What a name stands for. */
export type Declaration =
  | { readonly kind: "constant"; readonly value: string }
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "record"; readonly fields: readonly Variable[] }
  | ({ readonly kind: "callback" } & Signature)
  | ({ readonly kind: "function" } & Signature);

/** A parameter or a field. */
export interface Variable {
  readonly name: string;
  /** A type's name, `^` and one, or `array[0..n] of` and one. */
  readonly type: string;
  /** It is handed over by its address. */
  readonly byAddress: boolean;
  /** What it leads to is not changed. */
  readonly isConst: boolean;
}

/** What goes into a function and comes out. */
export interface Signature {
  readonly parameters: readonly Variable[];
  /** A type's name; nothing for a procedure. */
  readonly result: string | undefined;
}

const SIGNATURE = String.raw`(?:function|procedure)\s*\([^)]*\)(?:\s*:\s*\w+)?`;
/** `name = value;`, where a value is a record, a callback, or all up to the next semicolon. */
const GIVEN = new RegExp(
  String.raw`\b(\w+)\s*=\s*(record\b.*?\bend|${SIGNATURE}|[^;=]+?)\s*;`,
  "gs",
);
const FUNCTION = /\b(?:function|procedure)\s+(\w+)\s*(\([^)]*\)(?:\s*:\s*\w+)?)\s*;\s*external\b/gs;

/**
 * Finds what units declare.
 *
 * @param units the texts of Pascal units
 * @returns every name's declarations that differ from each other
 */
export function readPascal(units: readonly string[]): Map<string, Declaration[]> {
  const found = new Map<string, Declaration[]>();
  const add = (name: string, declaration: Declaration | undefined) => {
    if (declaration === undefined) return;
    const known = found.get(name) ?? [];
    const text = JSON.stringify(declaration);
    if (!known.some((each) => JSON.stringify(each) === text)) known.push(declaration);
    found.set(name, known);
  };
  for (const unit of units) {
    const text = interfaceOf(unit);
    for (const [, name = "", value = ""] of text.matchAll(GIVEN)) add(name, given(value));
    for (const [, name = "", signature = ""] of text.matchAll(FUNCTION)) {
      add(name, { kind: "function", ...signatureOf(signature) });
    }
  }
  return found;
}

/** What a unit shows of itself, without comments; but for those that say what C calls const and takes by address. */
function interfaceOf(unit: string): string {
  const text = unit
    .replace(/\{\s*const\s*\}/g, " const ")
    .replace(/\(\*\s*var\s*\*\)/g, " var ")
    .replace(/\{.*?\}|\(\*.*?\*\)|\/\/[^\n]*/gs, " ");
  const begin = text.search(/\binterface\b/i);
  return begin < 0 ? "" : text.slice(begin).replace(/\bimplementation\b.*/is, "");
}

function given(value: string): Declaration | undefined {
  const [, fields] = /^record\b(.*)\bend$/s.exec(value) ?? [];
  // A union.
  if (fields !== undefined && /\bcase\b/.test(fields)) return undefined;
  if (fields !== undefined) return { kind: "record", fields: variablesOf(fields) };
  const [, signature] = /^(?:function|procedure)\s*(\(.*)$/s.exec(value) ?? [];
  if (signature !== undefined) return { kind: "callback", ...signatureOf(signature) };
  const text = value.replaceAll(/\s+/g, " ").trim();
  // A type's name looks like a constant's that stands for another: names tell them apart.
  return /^(\^\s*)?[A-Z]\w*$/.test(text) && !/^k[A-Z]/.test(text)
    ? { kind: "type", type: text.replaceAll(" ", "") }
    : { kind: "constant", value: text };
}

function signatureOf(text: string): Signature {
  const [, parameters = "", result] = /^\((.*)\)(?:\s*:\s*(\w+))?$/s.exec(text.trim()) ?? [];
  return { parameters: variablesOf(parameters), result };
}

function variablesOf(text: string): Variable[] {
  return text.split(";").filter((each) => each.trim() !== "").flatMap((each) => {
    const [before = "", after = ""] = each.split(":");
    const words: readonly string[] = before.match(/\w+/g) ?? [];
    const names = words.filter((word) => word !== "var" && word !== "const");
    const type = after.replace(/\bconst\b/, "").replaceAll(/\s+/g, " ").trim();
    const isConst = words.includes("const") || /\bconst\b/.test(after);
    return names.map((name) => ({ name, type, byAddress: words.includes("var"), isConst }));
  });
}
