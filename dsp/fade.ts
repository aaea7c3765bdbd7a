/**
 * Gain of a raised-cosine fade-in, frame by frame: half a cosine from just above 0 to just below 1.
 * A fade-out is the same, read backwards; the two add up to 1.
 *
 * @param frames its length, 0 or more
 */
export function raisedCosine(frames: number): Float32Array {
  const gains = new Float32Array(frames);
  for (let i = 0; i < frames; i++) gains[i] = 0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / frames);
  return gains;
}
