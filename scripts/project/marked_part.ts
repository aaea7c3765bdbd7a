/** The part of a document that a script writes, between two comments. */

/** Where it begins and ends. */
export interface Marks {
  /** Lines of their own. */
  readonly begin: string;
  readonly end: string;
}

/**
 * What stands between the comments, without the blank lines around it.
 *
 * @throws {Error} when the document lacks one of them
 */
export function markedPart(document: string, marks: Marks): string {
  return split(document, marks).part.trim();
}

/**
 * The document with another part between the comments; all else stays.
 *
 * @throws {Error} when it lacks one of them
 */
export function withMarkedPart(document: string, marks: Marks, part: string): string {
  const { before, after } = split(document, marks);
  return `${before}${marks.begin}\n\n${part}\n\n${marks.end}${after}`;
}

function split(document: string, { begin, end }: Marks) {
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`Cannot find the part that a script writes: put back ${begin} and ${end}`);
  }
  return {
    before: document.slice(0, from),
    part: document.slice(from + begin.length, to),
    after: document.slice(to + end.length),
  };
}
