import { assert, assertEquals } from "@std/assert";
import { ENCODER_DELAY } from "../../../formats/mp3_info_tag.ts";
import {
  chunkCountOf,
  chunkShape,
  delayIn,
  MP3_FRAME_SAMPLES,
  mp3FrameCount,
  mp3RangeOf,
} from "../../../post/chunks/chunk_shape.ts";

const LENGTHS = [
  0,
  1,
  575,
  576,
  577,
  1151,
  1152,
  1153,
  11_520,
  23_040,
  23_041,
  24_191,
  24_192,
  100_000,
];

Deno.test("behind the encoder's delay and the programme there is padding, which flushes the decoder", () => {
  for (const frames of LENGTHS) {
    const padding = mp3FrameCount(frames) * MP3_FRAME_SAMPLES - frames - ENCODER_DELAY;
    // A decoder is 529 samples late, and the tag's field has 12 bits.
    assert(padding >= 576 && padding < 4_096, `${frames}: ${padding}`);
  }
});

Deno.test("the chunks of a programme hold each of its MP3 frames once", () => {
  for (const rateHz of [44_100, 48_000]) {
    for (const frames of LENGTHS) {
      let next = 0;
      const count = chunkCountOf({ from: 0, to: mp3FrameCount(frames) }, 20);
      for (let index = 0; index < count; index++) {
        const shape = chunkShape(index, { frames: frames, final: true, rateHz: rateHz }, 20);
        assert(shape);
        assertEquals(shape.fromFrame / MP3_FRAME_SAMPLES + shape.dropMp3Frames, next);
        assert(shape.toFrame <= frames);
        next += shape.keepMp3Frames;
      }
      assertEquals(next, mp3FrameCount(frames), `${frames} frames at ${rateHz} Hz`);
      assertEquals(
        chunkShape(count, { frames: frames, final: true, rateHz: rateHz }, 20),
        undefined,
      );
    }
  }
});

Deno.test("the files of parts hold the MP3 frames that their samples come out of, and one before", () => {
  const frames = 1_000_000;
  for (
    const [fromFrame, toFrame] of [[0, 1_152], [1_152, 5_760], [46, 99_999], [47, frames]] as const
  ) {
    const file = { fromFrame, toFrame };
    const range = mp3RangeOf(file, frames);
    const delay = delayIn(range, file);
    const padding = (range.to - range.from) * MP3_FRAME_SAMPLES - delay - (toFrame - fromFrame);
    assert(delay >= 576 && delay < 4_096, `${fromFrame}: ${delay}`);
    assert(padding >= 529 && padding < 4_096, `${toFrame}: ${padding}`);
    // What a decoder puts out of the first frame lacks what came before.
    assert(range.from === 0 || delay + 529 >= MP3_FRAME_SAMPLES, `${fromFrame}: ${delay}`);
    let next = range.from;
    for (let index = 0; index < chunkCountOf(range, 20); index++) {
      const shape = chunkShape(index, { frames, final: true, rateHz: 48_000, file }, 20);
      assert(shape);
      assertEquals(shape.fromFrame / MP3_FRAME_SAMPLES + shape.dropMp3Frames, next);
      next += shape.keepMp3Frames;
      // The encoder has heard one more.
      assert(shape.toFrame === frames || shape.toFrame >= (next + 1) * MP3_FRAME_SAMPLES);
    }
    assertEquals(next, range.to);
  }
});

Deno.test("a chunk waits for the MP3 frame after it, and keeps its shape as the programme grows", () => {
  const needed = 1_001 * MP3_FRAME_SAMPLES;
  assertEquals(chunkShape(0, { frames: needed - 1, final: false, rateHz: 48_000 }), undefined);
  const early = chunkShape(0, { frames: needed, final: false, rateHz: 48_000 });
  assertEquals(early, {
    index: 0,
    fromFrame: 0,
    toFrame: needed,
    dropMp3Frames: 0,
    keepMp3Frames: 1_000,
  });
  assertEquals(chunkShape(0, { frames: needed * 3, final: false, rateHz: 48_000 }), early);
  assertEquals(chunkShape(0, { frames: needed * 3, final: true, rateHz: 48_000 }), early);
});

Deno.test("a chunk has 100 MP3 frames before it, at 44.1 kHz from a multiple of 49 on", () => {
  for (const [rateHz, cycle] of [[48_000, 1], [44_100, 49], [32_000, 1]] as const) {
    for (let index = 1; index < 60; index++) {
      const shape = chunkShape(index, { frames: 1e9, final: false, rateHz: rateHz });
      assert(shape);
      assertEquals(shape.fromFrame % (cycle * MP3_FRAME_SAMPLES), 0);
      assert(shape.dropMp3Frames >= 100 && shape.dropMp3Frames < 100 + cycle);
    }
  }
});
