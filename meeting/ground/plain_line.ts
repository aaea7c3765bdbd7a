/** Text that was written by others, made fit to stand in a sentence. */

/** What has a terminal do something: sequences of ECMA-48 as a whole, and what else moves its cursor. */
// deno-lint-ignore no-control-regex -- it is what is looked for
const SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns the direction of all that follows (UAX #9); letters of any language have their own. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text on one line, in which nothing commands the terminal: a device may be called anything. */
export function plainText(text: string): string {
  return text.replace(SEQUENCE, " ").replace(CONTROL, " ").replace(DIRECTION, "");
}

/** The same of a message: lines joined, nothing at its ends. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s*\n\s*/g, " ")).trim();
}
