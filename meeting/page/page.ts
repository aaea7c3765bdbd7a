/** The page of a recording: one file that needs nothing but the recording beside it. */
import { createHash } from "node:crypto";
import { root } from "../../root.ts";
import type { FileFacts } from "../facts/facts_schema.ts";
import { fileMark, RECORDED_MARK } from "./file_mark.ts";
import { Html, markup } from "./html.ts";
import { pageData, type PageEnvelope, scriptJson } from "./page_data.ts";
import { detailsSection, header, marksSection, notesSection, talkSection } from "./page_parts.ts";
import { player } from "./page_player.ts";

/** The files of the page, each read once. */
const STYLE = "page.css";
/** Its script is that of all modules, one behind the other: in one file none can be imported. */
const SCRIPTS = [
  "numbers.js",
  "drawing.js",
  "lanes.js",
  "player.js",
  "timeline.js",
  "start.js",
] as const;
const texts = new Map<string, string>();

/**
 * The whole page.
 *
 * Its policy lets run what is in it and nothing else: style and script by their hashes, sound from beside it.
 */
export function pageOf(facts: FileFacts, envelope: PageEnvelope): string {
  const style = asset(STYLE);
  const script = SCRIPTS.map((name) => withoutImports(asset(name))).join("\n");
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "media-src 'self' file: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(fileMark(facts.file.name))}
${new Html(isOfRecording(facts) ? RECORDED_MARK : "")}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="confrec ${facts.versions["confrec"]}">
<title>${facts.title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${header(facts)}
<main>
${player(facts)}
<div class="columns">
${marksSection(facts)}
<div>
${talkSection(facts)}
${notesSection(facts)}
</div>
</div>
${detailsSection(facts)}
</main>
<script type="application/json" id="data">${new Html(
    scriptJson(pageData(facts, envelope)),
  )}</script>
<script type="module">${new Html(script)}</script>
</body>
</html>
`.markup;
}

/** The text of a file of the page. */
function asset(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = Deno.readTextFileSync(new URL(`meeting/page/assets/${name}`, root));
    // A checkout may have other ends of lines, and a browser's hash is over those that it makes of them.
    texts.set(name, text = text.replaceAll("\r\n", "\n"));
  }
  return text;
}

/** A module as a part of a larger one, in which all names are known. */
function withoutImports(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Clocks are measured while something is recorded, and never again. */
function isOfRecording({ sides }: FileFacts): boolean {
  return Object.values(sides).some((side) => side?.clock !== undefined);
}
