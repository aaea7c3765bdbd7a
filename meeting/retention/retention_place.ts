/** Where a recording's forerunners are: in the folders that its `--out` can mean. */
import { dirname, join, parse, sep } from "node:path";
import { typedPath } from "../ground/typed_path.ts";

/** A folder, and how far below it other recordings of the same `--out` can be. */
export interface RetentionPlace {
  readonly folder: string;
  readonly levels: number;
}

const PLACEHOLDER = /\{\w+\}/;

/**
 * Of `Meetings/{date}/{time}.mp3` it is `Meetings` and one level below; of a name without placeholders in its folder it is
 * just that folder.
 *
 * @param out as typed behind `--out`
 * @param path the file that it became, absolute
 */
export function retentionPlace(out: string, path: string): RetentionPlace {
  const typed = dirname(typedPath(out));
  if (!PLACEHOLDER.test(typed)) return { folder: dirname(path), levels: 0 };
  const { root } = parse(typed);
  const words = typed.slice(root.length).split(sep);
  const first = words.findIndex((word) => PLACEHOLDER.test(word));
  return { folder: join(root, ...words.slice(0, first)), levels: words.length - first };
}
