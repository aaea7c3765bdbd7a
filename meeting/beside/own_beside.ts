/** Whether what lies beside a recording is what confrec wrote there for it. */
import { basename } from "node:path";
import { FACTS_FORMAT } from "../facts/facts_schema.ts";
import type { BesideKind } from "../ground/beside_paths.ts";
import { fileMark, RECORDED_MARK } from "../page/file_mark.ts";

/** What is looked at: more than stands before the name. */
const HEAD_BYTES = 4_096;

/** A file of the name that it has to have, by its first lines; labels have none to look at. */
export function isOwnBeside(path: string, kind: BesideKind, recording: string): boolean {
  const name = basename(recording);
  const head = headOf(path);
  if (head === undefined) return false;
  switch (kind) {
    case "sidecar":
      return head.includes(JSON.stringify(FACTS_FORMAT)) &&
        new RegExp(`"name": ${escaped(JSON.stringify(name))}`).test(head);
    case "report":
      return head.includes(fileMark(name));
    case "vtt":
      return head.startsWith("WEBVTT") && head.includes(vttMark(name));
    case "labels":
      return true;
  }
}

/** Whether what is at a path may give way: by force anything, else what confrec has written there for the same recording. */
export function mayReplace(
  path: string,
  kind: BesideKind,
  recording: string,
  force: boolean,
): boolean {
  // Labels do not say whose they are, and somebody may have changed them.
  return force || kind !== "labels" && isOwnBeside(path, kind, recording);
}

/** Whether a page was made with its recording. */
export function isPageOfRecording(path: string): boolean {
  return headOf(path)?.includes(RECORDED_MARK) === true;
}

/** The line of a WebVTT file that says what it belongs to. */
export function vttMark(name: string): string {
  return `NOTE confrec: ${name.replaceAll("-->", "->").replace(/\s+/g, " ")}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function headOf(path: string): string | undefined {
  try {
    if (!Deno.lstatSync(path).isFile) return undefined;
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(HEAD_BYTES);
    return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
  } catch {
    return undefined;
  }
}
