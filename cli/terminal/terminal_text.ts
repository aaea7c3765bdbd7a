/** How many columns text takes on a terminal. */

/** What is drawn above or below the letter before it, or not at all. */
const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Emoji that are drawn as pictures even without a variation selector. */
const PICTURE = /^\p{Emoji_Presentation}$/u;

/** First and last of the code points that are wide or full-width (Unicode 16, EastAsianWidth.txt, W and F), joined. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

/** A terminal that tells of Ctrl+C writes `^C` behind the line, and the last column is left alone: it would wrap. */
const KEPT_FREE_COLUMNS = 3;

/** How much of a line is drawn in. */
export function usableColumns(columns: number): number {
  return Math.max(0, columns - KEPT_FREE_COLUMNS);
}

/** Columns of a terminal that text without control characters takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of text) columns += columnsOfLetter(letter);
  return columns;
}

/** Text that fits into so many columns; what is cut off is stood for by `…`. */
export function cutText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = "";
  let left = columns - 1;
  for (const letter of text) {
    left -= columnsOfLetter(letter);
    if (left < 0) break;
    cut += letter;
  }
  return columns > 0 ? `${cut}…` : "";
}

/** The same with the end of the text kept, and `…` in front of it. */
export function cutTextLeft(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = "";
  let left = columns - 1;
  for (const letter of [...text].reverse()) {
    left -= columnsOfLetter(letter);
    if (left < 0) break;
    cut = letter + cut;
  }
  return columns > 0 ? `…${cut}` : "";
}

function columnsOfLetter(letter: string): number {
  const point = letter.codePointAt(0) ?? 0;
  // Bars are made of the second (Box Drawing), and drawn all the time.
  if (point < 0x300 || (point >= 0x2500 && point < 0x2580)) return 1;
  if (NO_COLUMN.test(letter)) return 0;
  return PICTURE.test(letter) || WIDE.some(([from, to]) => from <= point && point <= to) ? 2 : 1;
}
