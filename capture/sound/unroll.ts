/** A ring, in the order of time. */

/** Copies a ring of hops so that the oldest comes first. */
export function unroll<T extends Float32Array | Float64Array>(
  ring: T,
  to: T,
  oldestHop: number,
  hopLength: number,
): void {
  const oldest = oldestHop * hopLength;
  to.set(ring.subarray(oldest));
  to.set(ring.subarray(0, oldest), ring.length - oldest);
}
