/** Text that was written by others, made fit to stand in a sentence. */

/** What moves a terminal's cursor, or has it do anything else. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Text on one line, in which nothing commands the terminal: a device may be called anything. */
export function plainText(text: string): string {
  return text.replace(CONTROL, " ");
}

/** The same of a message: lines joined, nothing at its ends. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s*\n\s*/g, " ").trim());
}
