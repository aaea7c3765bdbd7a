/** A command line that is run without a shell: a program, and the words behind it. */

/**
 * Splits it at blanks. What stands in quotes, " or ', is one word with its blanks, also within a word; a quote of the one
 * kind may stand between two of the other. Nothing else means anything: no backslash, $ or *.
 *
 * @returns undefined when there is no word, or a quote is not closed
 */
export function commandWords(typed: string): readonly [string, ...string[]] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const letter of typed) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= "";
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + letter;
    }
  }
  if (word !== undefined) words.push(word);
  const [program, ...rest] = words;
  if (quote !== undefined || program === undefined || program === "") return undefined;
  return [program, ...rest];
}
