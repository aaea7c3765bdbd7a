// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its array
/** What counts as sound when nobody judges how good it is. */

/** Quieter is silence: −80 dBFS, as for the meters of Windows. */
const AUDIBLE = 1e-4;

/** Whether anything is to be heard in a block. */
export function isAudible(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]!) > AUDIBLE) return true;
  }
  return false;
}
