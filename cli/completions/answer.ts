/** Answers a shell that asks what fits: it must neither fail nor take long, whatever is the matter. */
import { within } from "../../capture/ground/deadline.ts";
import { plainText } from "../../meeting/ground/plain_line.ts";
import type { Command } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";
import { candidatesFor, type Lookups } from "./candidates.ts";

/** Somebody waits, ms. */
const PATIENCE_MS = 3_000;

/**
 * Writes what fits, a word a line.
 *
 * @param words all behind `confrec`, the last of them as far as it is typed
 */
export async function answer(
  commands: readonly Command[],
  words: readonly string[],
  io: Io,
  lookups: Lookups,
): Promise<void> {
  const { candidates, paths } = await candidatesFor(commands, words, {
    devices: (direction) => patiently(lookups.devices(direction)),
    sessions: () => patiently(lookups.sessions()),
  });
  const lines = candidates.map(({ word, help }) => {
    return help === undefined ? plainText(word) : `${plainText(word)}\t${plainText(help)}`;
  });
  if (paths !== undefined) lines.push(`:${paths}`);
  io.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

function patiently(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  return within(PATIENCE_MS, asked.catch(() => []), []);
}
