/**
 * Numbers from 0 up to 1 that look random and repeat with the seed.
 *
 * xorshift32: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8, 14 (2003), doi:10.18637/jss.v008.i14.
 */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
