/** Who imports whom among the project's files, as their texts say it. */
import { dirname, join } from "node:path/posix";

const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;

/** A file's text without its comments, roughly: enough to look for a name in. */
export function codeOf(text: string): string {
  return text.replace(COMMENT, "");
}

/** A file's comments, as roughly. */
export function commentsOf(text: string): string {
  return text.match(COMMENT)?.join("\n") ?? "";
}

/** What the import and export statements of a file name, and what it imports lazily; types too. */
function specifiersOf(code: string): string[] {
  const statements = code.matchAll(
    /^(?:import|export)\s[^"';]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...statements].map(([, from, effect, lazy]) => from ?? effect ?? lazy ?? "");
}

function withoutTypes(code: string): string {
  return code.replace(/^(import|export) type\b[^;]*;/gm, "");
}

/** What files import: `"all"` of it, or `"values"` only, which is what is loaded when the program runs. */
export type ImportKind = "all" | "values";

/** The folder of a file; a file that lies in none stands for itself. */
export function folderOf(file: string): string {
  return file.includes("/") ? dirname(file) : file;
}

/** The first folder of a path; a file that lies in none stands for itself. */
export function topOf(path: string): string {
  return path.split("/")[0] ?? "";
}

/** The imports of a number of files. */
export class ImportGraph {
  /** The files, by their paths from the project's folder, with `/` between names. */
  readonly files: readonly string[];
  readonly #specifiers: Readonly<Record<ImportKind, ReadonlyMap<string, readonly string[]>>>;

  /** @param texts the content of each file, by its path */
  constructor(texts: ReadonlyMap<string, string>) {
    this.files = [...texts.keys()].filter((file) => file.endsWith(".ts"));
    const read = (prepare: (code: string) => string) =>
      new Map(this.files.map((file) => {
        return [file, specifiersOf(prepare(codeOf(texts.get(file) ?? "")))] as const;
      }));
    this.#specifiers = { all: read((code) => code), values: read(withoutTypes) };
  }

  /** The files of ours that a file imports, by their paths. */
  imports(file: string, kind: ImportKind = "all"): string[] {
    return this.#named(file, kind).filter((name) => name.startsWith("."))
      .map((name) => join(dirname(file), name));
  }

  /** The packages of others that a file imports; what belongs to Deno is none. */
  packages(file: string, kind: ImportKind = "all"): string[] {
    return this.#named(file, kind).filter((name) => !/^(\.|node:)/.test(name));
  }

  /** The files that are loaded with a file, itself included. */
  reachedFrom(file: string, seen: Set<string> = new Set()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const each of this.imports(file, "values")) this.reachedFrom(each, seen);
    return seen;
  }

  /** Which folders a folder's files import from, itself left out, with one line for each such import. */
  get folders(): Map<string, Map<string, string[]>> {
    const folders = new Map<string, Map<string, string[]>>();
    for (const file of this.files) {
      const from = folderOf(file);
      const imported = folders.get(from) ?? new Map<string, string[]>();
      folders.set(from, imported);
      for (const path of this.imports(file)) {
        const to = folderOf(path);
        if (to === from) continue;
        imported.set(to, [...imported.get(to) ?? [], `${file} imports ${path}`]);
      }
    }
    return folders;
  }

  #named(file: string, kind: ImportKind): readonly string[] {
    return this.#specifiers[kind].get(file) ?? [];
  }
}

/**
 * The groups in which each leads to each other, of more than one: Tarjan's strongly connected components (SIAM Journal
 * on Computing 1:2, 1972).
 *
 * @param next where one can go from a node; what is no node is not followed
 */
export function circlesOf(
  nodes: readonly string[],
  next: (node: string) => Iterable<string>,
): string[][] {
  const known = new Set(nodes);
  const order = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const own = order.size;
    let low = own;
    order.set(node, own);
    path.push(node);
    for (const other of next(node)) {
      if (!known.has(other)) continue;
      if (!order.has(other)) low = Math.min(low, visit(other));
      else if (path.includes(other)) low = Math.min(low, order.get(other) ?? low);
    }
    if (low === own) {
      const circle = path.splice(path.indexOf(node));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const node of nodes) if (!order.has(node)) visit(node);
  return circles;
}
