import { assertEquals } from "@std/assert";
import { STEM_CHANNELS, type TrackName } from "../../../capture/ground/tracks.ts";
import type { Stem } from "../../../capture/stem/stem.ts";
import { WaitingStem } from "../../../capture/stem/waiting_stem.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";

/** A stem that remembers all its samples. */
class MemoryStem implements Stem {
  readonly isInPlace = true;
  readonly samples: number[] = [];
  readonly #channels: number;

  constructor(track: TrackName) {
    this.#channels = STEM_CHANNELS[track];
  }

  get frames(): number {
    return this.samples.length / this.#channels;
  }

  write(samples: Float32Array): void {
    this.samples.push(...samples);
  }

  silence(frames: number): void {
    this.write(new Float32Array(frames * this.#channels));
  }

  sync(): void {}
  prepare(): boolean {
    return false;
  }
  finish(): void {}
  [Symbol.dispose](): void {}
}

Deno.test("from any frame on that is remembered, the stem has what was written, and what is written then", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomNumbers(seed);
    const track = seed % 2 === 0 ? "mic" : "system";
    const channels = STEM_CHANNELS[track];
    const capacity = 50 + Math.floor(100 * random());
    const waiting = new WaitingStem({ track, frames: capacity });
    const all: number[] = [];
    const write = () => {
      const frames = Math.floor(60 * random());
      if (random() < 0.2) {
        waiting.silence(3 * frames);
        for (let i = 0; i < 3 * frames * channels; i++) all.push(0);
        return;
      }
      const block = Float32Array.from(
        { length: frames * channels },
        (_, i) => all.length + i + 1,
      );
      waiting.write(block);
      all.push(...block);
    };
    for (let i = 0; i < 20; i++) write();
    const oldest = Math.max(0, waiting.frames - capacity);
    // Sometimes from a frame that has not come yet.
    const fromFrame = oldest + Math.floor((capacity + 30) * random());
    const kept = new MemoryStem(track);
    assertEquals(waiting.isKept, false);
    waiting.keep(fromFrame, kept);
    assertEquals(waiting.isKept, true);
    for (let i = 0; i < 20; i++) write();
    assertEquals(waiting.frames, kept.frames);
    assertEquals(kept.samples, all.slice(fromFrame * channels), `seed ${seed}`);
  }
});

Deno.test("what is not remembered any more is silent, and as long", () => {
  const waiting = new WaitingStem({ track: "mic", frames: 10 });
  waiting.write(new Float32Array(30).fill(1));
  const kept = new MemoryStem("mic");
  waiting.keep(5, kept);
  assertEquals(kept.samples, [...new Array(15).fill(0), ...new Array(10).fill(1)]);
});

Deno.test("one that begins in the middle remembers nothing of before, and is as long", () => {
  const waiting = new WaitingStem({ track: "mic", frames: 10, fromFrame: 1e11 });
  waiting.write(new Float32Array(4).fill(1));
  const kept = new MemoryStem("mic");
  waiting.keep(1e11 - 3, kept);
  assertEquals(kept.samples, [0, 0, 0, 1, 1, 1, 1]);
});
