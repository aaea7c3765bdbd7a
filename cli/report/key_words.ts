/** What the keys do, in words. */
import { usableColumns } from "../terminal/terminal_text.ts";
import type { Span } from "../terminal/styled_text.ts";
import type { RecordingState } from "./recording_state.ts";

/** What `?` shows. */
export const EXPLAINED_KEYS: readonly string[] = [
  "  m      mark this moment: type a title, then Enter; a chapter of the MP3",
  "  p      pause: nothing of either side is kept; again to go on",
  "  space  mute your microphone; again to be heard",
  "  s      show or hide statistics",
  "  q      stop, and make the file; so does Ctrl+C",
];

/** The meters and what stands around them have some space, too. */
const ROWS_FOR_KEYS = EXPLAINED_KEYS.length + 8;
const COLUMNS_FOR_KEYS = Math.max(...EXPLAINED_KEYS.map(({ length }) => length));

/** Whether they have space below the meters. */
export function haveKeysSpace({ columns, rows }: { columns: number; rows: number }): boolean {
  return rows >= ROWS_FOR_KEYS && usableColumns(columns) >= COLUMNS_FOR_KEYS;
}

/** The keys in one line; those that fit. */
export function keyWords(
  { phase, sides }: RecordingState,
  hasKeys: boolean,
  columns: number,
): Span[] {
  if (!hasKeys) return [{ text: "Ctrl+C stops", colour: "quiet" }];
  const mic = sides.find(({ track }) => track === "mic");
  const keys = [
    "m mark",
    phase === "paused" ? "p resume" : "p pause",
    ...(mic === undefined ? [] : [mic.isMuted ? "space unmute" : "space mute"]),
    "q stop",
    "? keys",
  ];
  let text = "";
  // Statistics are the least of them; in the help they are anyway.
  const all = [...keys.slice(0, -2), "s statistics", ...keys.slice(-2)];
  for (const each of [all, keys, [...keys.slice(0, 2), ...keys.slice(-2)], keys.slice(-2)]) {
    text = each.join("  ");
    if (text.length <= columns) break;
  }
  return [{ text, colour: "quiet" }];
}
