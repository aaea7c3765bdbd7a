/** Text for people, broken between words. */
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

/** A message broken between words; a command in it has a line of its own, which the terminal breaks and copies as one. */
export function wrapMessage(message: string, columns: number): string {
  const [text = "", ...command] = message.split(COMMAND);
  if (columnsOf(message) <= columns) return message;
  return [wrapWords(text.trimEnd(), columns), ...command].join("\n");
}
