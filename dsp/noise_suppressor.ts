// deno-lint-ignore-file no-non-null-assertion -- the loops run over one frame
/** RNNoise: takes noise out of speech. */

/** What RNNoise's WebAssembly offers, by the names that C gave it. */
interface RnnoiseExports {
  readonly memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  emscripten_stack_init(): void;
  malloc(bytes: number): number;
  rnnoise_create(model: number): number;
  rnnoise_destroy(state: number): void;
  /** @returns the probability of a voice, 0 to 1 */
  rnnoise_process_frame(state: number, output: number, input: number): number;
}

/** RNNoise takes 10 ms at 48 kHz at a time, at the scale of 16-bit samples. */
export const SUPPRESSOR_FRAMES = 480;
/** The only rate that it knows. */
export const SUPPRESSOR_RATE_HZ = 48_000;
const FULL_SCALE = 32_768;

/** What comes out is what went in two frames before: one for the overlap of windows, one that the network looks ahead. */
export const SUPPRESSOR_DELAY_FRAMES = 960;

/** More than this above full scale is no sound; it would overflow in the network and stay there. */
const MOST = 4;

/**
 * Takes noise out of speech by a recurrent neural network: RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to
 * Real-Time Full-Band Speech Enhancement", 2018), in WebAssembly.
 *
 * It hears one channel at 48 kHz. The same samples give the same result, bit by bit.
 */
export class NoiseSuppressor {
  readonly #rnnoise: RnnoiseExports;
  readonly #input: number;
  readonly #output: number;
  #state: number;

  /** @param module RNNoise's WebAssembly, as `deno task build` puts it */
  constructor(module: WebAssembly.Module) {
    const unused = () => 0;
    const instance = new WebAssembly.Instance(module, {
      env: {
        __assert_fail: () => {
          throw new TypeError("Cannot go on suppressing noise: RNNoise found itself broken");
        },
        // Its memory holds all that it needs from the start.
        emscripten_resize_heap: unused,
      },
      wasi_snapshot_preview1: { fd_write: unused },
    });
    this.#rnnoise = instance.exports as unknown as RnnoiseExports;
    this.#rnnoise.emscripten_stack_init();
    this.#rnnoise.__wasm_call_ctors();
    this.#input = this.#rnnoise.malloc(SUPPRESSOR_FRAMES * Float32Array.BYTES_PER_ELEMENT);
    this.#output = this.#rnnoise.malloc(SUPPRESSOR_FRAMES * Float32Array.BYTES_PER_ELEMENT);
    this.#state = this.#rnnoise.rnnoise_create(0);
  }

  /**
   * Replaces a frame of 480 samples by the cleaned frame of `SUPPRESSOR_DELAY_FRAMES` before. A sample that is not finite
   * is silence.
   *
   * @returns the probability that somebody speaks in the frame that came out, 0 to 1
   */
  process(frame: Float32Array): number {
    const input = this.#view(this.#input);
    for (let i = 0; i < SUPPRESSOR_FRAMES; i++) {
      const x = frame[i]!;
      input[i] = x - x === 0 ? FULL_SCALE * Math.max(-MOST, Math.min(MOST, x)) : 0;
    }
    const voice = this.#rnnoise.rnnoise_process_frame(this.#state, this.#output, this.#input);
    const output = this.#view(this.#output);
    for (let i = 0; i < SUPPRESSOR_FRAMES; i++) frame[i] = output[i]! / FULL_SCALE;
    return voice;
  }

  /** Forgets everything. */
  reset(): void {
    this.#rnnoise.rnnoise_destroy(this.#state);
    this.#state = this.#rnnoise.rnnoise_create(0);
  }

  #view(address: number): Float32Array {
    return new Float32Array(this.#rnnoise.memory.buffer, address, SUPPRESSOR_FRAMES);
  }
}
