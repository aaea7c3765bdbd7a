/** Writes declarations of Apple's frameworks in C, from what was read of them in Pascal. */
import type { Declaration, Signature, Variable } from "./read_pascal.ts";

/** Pascal's own types, and those for which Pascal has no word: opaque structures. */
const OWN_TYPES: Readonly<Record<string, string>> = {
  UnivPtr: "void *",
  CStringPtr: "char *",
  SIGNEDLONG: "long ",
  CFTypeRef: "const void *",
  CFStringRef: "const struct __CFString *",
};

/** What Apple's own MacTypes.h declares, which is in the open part of macOS. */
const MAC_TYPES = [
  ...["Boolean", "Float32", "Float64", "OSStatus", "OSType", "noErr"],
  ...["SInt16", "SInt32", "SInt64", "UInt8", "UInt16", "UInt32", "UInt64"],
];

/** Writes C. */
class Writer {
  readonly #found: ReadonlyMap<string, readonly Declaration[]>;
  readonly #written = new Set<string>(MAC_TYPES);
  readonly lines: string[] = ["#include <MacTypes.h>"];

  constructor(found: ReadonlyMap<string, readonly Declaration[]>) {
    this.#found = found;
  }

  /** Writes what a name stands for, and before it what that needs; nothing when it is written already. */
  write(name: string): void {
    if (this.#written.has(name)) return;
    this.#written.add(name);
    const own = OWN_TYPES[name];
    this.lines.push(own ? `typedef ${own}${name};` : this.#inC(name, this.#only(name)));
  }

  #inC(name: string, declaration: Declaration): string {
    switch (declaration.kind) {
      case "constant":
        return `enum { ${name} = ${this.#value(declaration.value)} };`;
      case "type":
        return `typedef ${this.#variable(declaration.type, name)};`;
      case "record": {
        const fields = declaration.fields.map((field) => this.#variable(field.type, field.name));
        return fields.length === 0
          ? `typedef struct ${name} ${name};`
          : `typedef struct ${name} { ${fields.join("; ")}; } ${name};`;
      }
      case "callback":
        return `typedef ${this.#signature(`(*${name})`, declaration)};`;
      case "function":
        return `${this.#signature(name, declaration)};`;
    }
  }

  #signature(name: string, { parameters, result }: Signature): string {
    const all = parameters.map((parameter) => this.#parameter(parameter)).join(", ");
    return `${result === undefined ? "void" : this.#type(result)} ${name}(${all || "void"})`;
  }

  #parameter({ type, byAddress, isConst }: Variable): string {
    const before = isConst ? "const " : "";
    if (byAddress) return `${before}${this.#type(type)} *`;
    if (type === "UnivPtr") return `${before}void *`;
    const pointed = isConst ? this.#pointedTo(type) : undefined;
    return pointed === undefined ? `${before}${this.#type(type)}` : `const ${pointed} *`;
  }

  /** For a pointer's name, what it leads to: const before the name would mean the pointer. */
  #pointedTo(type: string): string | undefined {
    if (OWN_TYPES[type] !== undefined || MAC_TYPES.includes(type)) return undefined;
    const declaration = this.#only(type);
    return declaration.kind === "type" && declaration.type.startsWith("^")
      ? this.#type(declaration.type.slice(1))
      : undefined;
  }

  #variable(type: string, name: string): string {
    const [, last = "", element] = /^array\s*\[\s*0\s*\.\.\s*(\d+)\s*\] of (\w+)$/.exec(type) ?? [];
    if (element !== undefined) return `${this.#type(element)} ${name}[${Number(last) + 1}]`;
    return `${this.#type(type)} ${name}`;
  }

  #type(type: string): string {
    if (type.startsWith("^")) return `${this.#type(type.slice(1))} *`;
    if (!/^\w+$/.test(type)) throw new Error(`Cannot say in C: ${type}`);
    this.write(type);
    return type;
  }

  #value(value: string): string {
    return value.replace(
      /FourCharCode\('(.{4})'\)|\$([0-9A-Fa-f]+)|\b(shl|or)\b|\b([A-Za-z]\w*)\b/g,
      (all, code?: string, digits?: string, word?: string) => {
        if (code !== undefined) return `0x${new TextEncoder().encode(code).toHex()}`;
        if (digits !== undefined) return `0x${digits}`;
        if (word !== undefined) return word === "shl" ? "<<" : "|";
        this.write(all);
        return all;
      },
    );
  }

  #only(name: string): Declaration {
    const [declaration, ...others] = this.#found.get(name) ?? [];
    if (declaration === undefined) throw new Error(`Cannot find a declaration of ${name}`);
    if (others.length > 0) throw new Error(`Cannot choose between ${others.length + 1} of ${name}`);
    return declaration;
  }
}

/**
 * Declares some names in C, with all that they need.
 *
 * @returns the text of a header, to be included once
 * @throws {Error} for a name that is not declared, is declared in several ways, or in one that is not known here
 */
export function writeDeclarations(
  found: ReadonlyMap<string, readonly Declaration[]>,
  names: Iterable<string>,
): string {
  const writer = new Writer(found);
  for (const name of names) writer.write(name);
  return `${writer.lines.join("\n")}\n`;
}
