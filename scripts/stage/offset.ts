/** How far apart two recordings of the same sound are. */

/**
 * Finds the lag at which `b` follows `a` best, by cross-correlation over ±25 ms (or more) with a parabola through the highest
 * three points.
 *
 * @param fromSeconds where in both to look
 * @param seconds how much of them to compare
 * @param reachSeconds the longest lag that is looked at
 * @returns seconds by which `b` is late (positive) or early; NaN where either is silent
 */
export function offsetSeconds(
  a: Float32Array,
  b: Float32Array,
  rateHz: number,
  fromSeconds: number,
  seconds = 1,
  reachSeconds = 0.025,
): number {
  const reach = Math.round(reachSeconds * rateHz);
  const from = Math.max(reach, Math.round(fromSeconds * rateHz));
  const length = Math.min(Math.round(seconds * rateHz), a.length - from, b.length - from - reach);
  const correlation = new Float64Array(2 * reach + 1);
  for (let lag = -reach; lag <= reach; lag++) {
    let sum = 0;
    for (let i = from; i < from + length; i++) sum += (a[i] ?? 0) * (b[i + lag] ?? 0);
    correlation[lag + reach] = sum;
  }
  const best = correlation.reduce((at, value, i) => value > (correlation[at] ?? 0) ? i : at, 0);
  const [left = 0, middle = 0, right = 0] = correlation.subarray(Math.max(0, best - 1), best + 2);
  if (!(middle > 0)) return NaN;
  const fraction = (left - right) / (2 * (left - 2 * middle + right));
  return (best + fraction - reach) / rateHz;
}
