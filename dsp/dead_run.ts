/**
 * For how long a signal has been one and the same value in each channel: digital silence, or a converter that hangs.
 *
 * A real microphone never is, however quiet the room. Looks at a block from its end, so that a signal that lives costs
 * next to nothing.
 */
export class DeadRun {
  readonly #channels: number;
  readonly #last: Float32Array;
  #frames = 0;
  #isAlive = false;

  constructor(channels: number) {
    this.#channels = channels;
    this.#last = new Float32Array(channels);
  }

  /** Frames at the end of all that came so far in which nothing has changed. */
  get frames(): number {
    return this.#frames;
  }

  /** Whether anything else than 0 has ever come. */
  get wasAlive(): boolean {
    return this.#isAlive;
  }

  /** Takes the first `frames` of a block, interleaved. A sample that is not finite is a sign of life. */
  process(samples: Float32Array, frames: number): void {
    if (frames === 0) return;
    const channels = this.#channels;
    let at = frames * channels - 1;
    while (at >= channels && samples[at] === samples[at - channels]) at--;
    // Down to the first frame nothing has changed, so that one decides; it is compared with what came before.
    const same = at < channels && this.#continues(samples);
    this.#frames = same ? this.#frames + frames : frames - Math.floor(at / channels);
    this.#last.set(samples.subarray((frames - 1) * channels, frames * channels));
    this.#isAlive ||= at >= channels || this.#last.some((value) => value !== 0);
  }

  /** Forgets everything. */
  reset(): void {
    this.#frames = 0;
    this.#isAlive = false;
    this.#last.fill(0);
  }

  #continues(samples: Float32Array): boolean {
    for (let channel = 0; channel < this.#channels; channel++) {
      if (samples[channel] !== this.#last[channel]) return false;
    }
    return true;
  }
}
