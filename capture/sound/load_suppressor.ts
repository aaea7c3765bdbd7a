/** RNNoise for a track's worker. */
import { gunzipSync } from "node:zlib";
import { NoiseSuppressor } from "../../dsp/noise_suppressor.ts";

/**
 * RNNoise from its WebAssembly, which may be gzipped (`.gz`).
 *
 * @returns undefined where it cannot be had: a recording is not given up for that
 */
export function loadSuppressor(wasmUrl: string): NoiseSuppressor | undefined {
  try {
    const bytes = Deno.readFileSync(new URL(wasmUrl));
    const wasm = wasmUrl.endsWith(".gz") ? new Uint8Array(gunzipSync(bytes)) : bytes;
    return new NoiseSuppressor(new WebAssembly.Module(wasm));
  } catch {
    return undefined;
  }
}
