/** Text for people, broken between words. */
import { plainText } from "../../meeting/ground/plain_line.ts";
import { columnsOf } from "./terminal_text.ts";

/** A command line to copy, at the end of a message: `…; finish it with: confrec recover x.confrec`. */
const COMMAND = /(?<=: )(?=confrec [^ ])/;

/**
 * Breaks text between words; a word that is longer than a line, such as a path, stays whole.
 *
 * @param columns of a line
 * @param indent columns by which lines after the first are moved in
 */
export function wrapWords(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/** Stands for a blank at which no line is broken: a noncharacter, which no text has. */
const TIED = "\ufdd0";

/** A path, say, in which no line is to be broken: who copies it gets it as one. Line breaks of its own are blanks. */
export function whole(text: string): string {
  return plainText(text).replaceAll(" ", TIED);
}

/** What `whole` has made, as it is written. */
export function untied(text: string): string {
  return text.replaceAll(TIED, " ");
}

/**
 * A line for people broken between words; a command at its end has a line of its own, which the terminal breaks and copies
 * as one. A line that begins with blanks, or with a label and blanks, goes on below what follows them.
 */
export function wrapLine(line: string, columns: number): string {
  if (columnsOf(line) <= columns) return untied(line);
  const [text = "", ...command] = line.split(COMMAND);
  const [lead = ""] = /^ */.exec(text) ?? [];
  const [label = lead] = /^ *[^ ]+ {2,}/.exec(text) ?? [];
  const front = 2 * label.length <= columns ? label : lead;
  const words = text.slice(front.length).trimEnd().replace(/ +/g, " ");
  const rest = wrapWords(words, columns, front.length);
  return untied([`${front}${rest}`, ...command].join("\n"));
}
