/** RNNoise, ready to use: for whoever listens while it is recorded, and for whoever does so afterwards. */
import { gunzipSync } from "node:zlib";
import { NoiseSuppressor } from "../../dsp/noise_suppressor.ts";

/**
 * RNNoise from its WebAssembly, which may be gzipped (`.gz`).
 *
 * @throws what reading the file and compiling it throw
 */
export function loadSuppressor(wasmUrl: string): NoiseSuppressor {
  const bytes = Deno.readFileSync(new URL(wasmUrl));
  const wasm = wasmUrl.endsWith(".gz") ? new Uint8Array(gunzipSync(bytes)) : bytes;
  return new NoiseSuppressor(new WebAssembly.Module(wasm));
}
