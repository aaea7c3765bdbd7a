/** Whether there is anything to hear. */

/** Whether samples are digital silence. A plain loop: a callback for each sample costs ten times as much. */
export function isSilent(samples: Float32Array | Float64Array): boolean {
  for (let i = 0; i < samples.length; i++) if (samples[i] !== 0) return false;
  return true;
}
