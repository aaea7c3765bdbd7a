/**
 * `deno run -A scripts/check_docs.ts`: what is exported says what it is; links between documents, and files that prose
 * names, are there; the table of what is proven where is made from the tests' names.
 *
 * `deno doc --lint` asks for more than is useful in a program (a comment on each private detail that a type mentions),
 * so its findings are taken from `deno doc --json` instead.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tell } from "./project/tell.ts";
import { project } from "./project/folders.ts";
import { commentsOf } from "./project/import_graph.ts";
import { exists } from "./project/stamp.ts";
import { runTool } from "./project/tool.ts";
import { projectSources, provenComplaints } from "./proven/proven.ts";

/** The part of `deno doc --json` that is looked at. */
interface Documentation {
  nodes: Record<string, { symbols: { name: string; declarations: Declaration[] }[] }>;
}
interface Declaration {
  declarationKind: string;
  kind: string;
  location: { filename: string; line: number };
  jsDoc?: { doc?: string };
}

/**
 * Exports that lack a comment, one line each.
 *
 * What a file passes on is documented where it is declared, and `GateOptions` beside `Gate` needs no words of its own.
 */
async function undocumented(files: readonly string[]): Promise<string[]> {
  const json = await runTool(Deno.execPath(), ["doc", "--json", ...files], { cwd: project });
  const { nodes } = JSON.parse(json) as Documentation;
  return Object.entries(nodes).flatMap(([url, { symbols }]) => {
    const names = symbols.map((each) => each.name.toLowerCase());
    return symbols.flatMap(({ name, declarations }) => {
      if (
        /.Options$/.test(name) && names.includes(name.slice(0, -"Options".length).toLowerCase())
      ) {
        return [];
      }
      // Overloads, and a type beside its value, share one comment.
      const [first, ...others] = declarations.filter((each) =>
        each.declarationKind === "export" && each.kind !== "reference" &&
        each.location.filename === url
      );
      if (!first || [first, ...others].some((each) => each.jsDoc?.doc)) return [];
      const file = fileURLToPath(url).slice(project.length);
      return [`${file}:${first.location.line + 1}: ${name} has no comment`];
    });
  });
}

/** Links from Markdown files that lead to no file, or to no heading of a Markdown file; one line each. */
async function brokenLinks(files: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  for (const file of files) {
    const text = await Deno.readTextFile(join(project, file));
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (!link || /^[a-z]+:/.test(link)) continue;
      const [path = "", heading] = decodeURI(link).split("#");
      const target = path === "" ? join(project, file) : join(project, dirname(file), path);
      const leads = await exists(target) &&
        (heading === undefined || headingsOf(await Deno.readTextFile(target)).includes(heading));
      if (!leads) broken.push(`${file}: the link to ${link} leads nowhere`);
    }
  }
  return broken;
}

/** A file of ours as prose names it, by its path from the project's folder. */
const OUR_PATH =
  /(?<![\w./-])(?:ffi|dsp|formats|capture|post|meeting|cli|scripts|tests|docs)\/(?:\w+\/)*\w+\.(?:ts|c|h|md)\b/g;

/** Files that documents and comments name and that are not there; one line each. */
async function missingFiles(files: readonly string[]): Promise<string[]> {
  const there = new Set(files);
  const missing: string[] = [];
  for (const file of files.filter((each) => /\.(md|ts|c|h)$/.test(each))) {
    const text = await Deno.readTextFile(join(project, file));
    const prose = file.endsWith(".md") ? text : commentsOf(text);
    for (const [path] of prose.matchAll(OUR_PATH)) {
      if (!there.has(path)) missing.push(`${file}: there is no ${path}`);
    }
  }
  return missing;
}

/** What a link calls the headings of a Markdown file. */
function headingsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = ""]) => {
    return heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
  });
}

if (import.meta.main) {
  await tell(async () => {
    const texts = await projectSources();
    const { files } = texts;
    const sources = files.filter((file) =>
      /^(\w+\/)*\w+\.ts$/.test(file) && !/^tests\//.test(file)
    );
    const complaints = [
      ...await undocumented(sources),
      ...await brokenLinks(files.filter((file) => file.endsWith(".md"))),
      ...await missingFiles(files),
      ...provenComplaints(texts),
    ];
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
  });
}
