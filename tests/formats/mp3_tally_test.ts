import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { mp3Frames } from "../../formats/mp3_frame.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { encodeMp3, testSound } from "./mp3_of.ts";

for (const [kind, choice] of [["of different lengths", {}], ["alike", { kbps: 128 }]] as const) {
  Deno.test(`frames ${kind} counted in any pieces, or appended, give the same tally`, () => {
    const bytes = encodeMp3(testSound(48000 * 3, 2), choice);
    const frames = [...mp3Frames(bytes)];
    const starts = frames.map(({ at }) => at);
    const whole = new Mp3Tally();
    whole.push(bytes);
    assertEquals([whole.frames, whole.bytes], [starts.length, bytes.length]);
    const lengths = frames.map(({ header }) => header.frameBytes);
    assertEquals(
      [...whole.data.frameBytes],
      kind === "alike" ? [...new Set(lengths)] : lengths,
    );
    const next = random(4);
    for (let round = 0; round < 20; round++) {
      const [fed, joined] = [new Mp3Tally(), new Mp3Tally()];
      for (let from = 0; from < starts.length;) {
        const to = Math.min(starts.length, from + Math.floor(next() * 40));
        const part = bytes.subarray(starts[from], starts[to]);
        fed.push(part);
        const chunk = new Mp3Tally();
        chunk.push(part);
        joined.append(chunk.data);
        from = to;
      }
      assertEquals(fed.data, whole.data);
      assertEquals(joined.data, whole.data);
    }
  });
}

Deno.test("thousands of frames are counted", () => {
  const bytes = encodeMp3(testSound(1152, 1), { channels: 1, kbps: 64 });
  const [once, tally] = [new Mp3Tally(), new Mp3Tally()];
  once.push(bytes);
  for (let i = 0; i < 5000; i++) tally.append(once.data);
  const { frames, frameBytes } = tally.data;
  assertEquals([frames, tally.bytes], [5000 * once.frames, 5000 * bytes.length]);
  assertEquals([...frameBytes], [192]); // 144 · 64,000 / 48,000
  // One that is longer, and all have their own length from then on.
  const other = encodeMp3(testSound(1152, 1), { channels: 1, kbps: 128 });
  tally.push(other);
  const lengths = tally.data.frameBytes;
  assertEquals([lengths.length, lengths[0], lengths[frames - 1], lengths[frames]], [
    ...[tally.frames, 192, 192, 384],
  ]);
});

Deno.test("frames of another rate or number of channels are refused", () => {
  const stereo = encodeMp3(testSound(5000, 2));
  for (const other of [{ channels: 1 }, { rateHz: 44100, channels: 2 }] as const) {
    const bytes = encodeMp3(testSound(5000, other.channels), other);
    const tally = new Mp3Tally();
    tally.push(stereo);
    assertThrows(() => tally.push(bytes), Deno.errors.InvalidData, "Cannot join MP3 frames");
    const chunk = new Mp3Tally();
    chunk.push(bytes);
    assertThrows(() => tally.append(chunk.data), Deno.errors.InvalidData, "Cannot join");
  }
});
