import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { mp3Frames } from "../../formats/mp3_frame.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { encodeMp3, testSound } from "./mp3_of.ts";

Deno.test("frames counted in any pieces, or appended, give the same tally", () => {
  const bytes = encodeMp3(testSound(48000 * 3, 2));
  const starts = [...mp3Frames(bytes)].map(({ at }) => at);
  const whole = new Mp3Tally();
  whole.push(bytes);
  assertEquals([whole.frames, whole.bytes], [starts.length, bytes.length]);
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

Deno.test("thousands of frames are counted", () => {
  const bytes = encodeMp3(testSound(1152, 1), { channels: 1, kbps: 64 });
  const [once, tally] = [new Mp3Tally(), new Mp3Tally()];
  once.push(bytes);
  for (let i = 0; i < 5000; i++) tally.append(once.data);
  assertEquals([tally.frames, tally.bytes], [5000 * once.frames, 5000 * bytes.length]);
  assertEquals(tally.data.frameBytes.at(-1), 192); // 144 · 64,000 / 48,000
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
