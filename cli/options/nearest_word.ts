/**
 * The word that was probably meant.
 *
 * @returns the candidate with the fewest edits, or one that begins with what was typed, or the longest with which that
 *   begins; undefined when none is close
 */
export function nearestWord(typed: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(typed.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best ?? candidates.find((candidate) => typed.length > 1 && candidate.startsWith(typed)) ??
    candidates.filter((candidate) => candidate.length > 3 && typed.startsWith(candidate))
      .toSorted((a, b) => b.length - a.length)[0];
}

/**
 * Edits that make one word of the other: a letter put in, left out, changed, or exchanged with its neighbour.
 *
 * The optimal string alignment distance: Damerau, "A technique for computer detection and correction of spelling
 * errors", CACM 7 (1964), doi:10.1145/363958.363994.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
