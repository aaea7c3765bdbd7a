import { assertEquals, assertThrows } from "../assert.ts";
import { random } from "../dsp/signals.ts";
import { MP3_MAX_FRAME_BYTES, mp3Frames, parseMp3Header } from "../../formats/mp3_frame.ts";
import { encodeMp3, testSound } from "./mp3_of.ts";
import { concat } from "./wav_bytes.ts";

const header = (...bytes: number[]) => parseMp3Header(Uint8Array.from(bytes));

/** A whole frame of 128 kbit/s at 48 kHz, stereo: 144 · 128,000 / 48,000 = 384 bytes. */
const FRAME = concat(Uint8Array.of(0xff, 0xfb, 0x94, 0x04), new Uint8Array(380));

Deno.test("headers are read by the standard's tables", () => {
  assertEquals(header(0xff, 0xfb, 0x90, 0x64), {
    version: 1,
    rateHz: 44100,
    channels: 2,
    mode: "joint",
    bitrate: 128_000,
    padding: false,
    crc: false,
    samplesPerFrame: 1152,
    frameBytes: 417,
    sideInfoBytes: 32,
    noteBits: 4,
  });
  // MPEG 2, with checksum, 64 kbit/s, 24 kHz, mono: 72 · 64,000 / 24,000 + 1.
  const second = header(0xff, 0xf2, 0x86, 0xc0);
  assertEquals(
    [second?.version, second?.rateHz, second?.bitrate, second?.channels, second?.crc],
    [2, 24000, 64000, 1, true],
  );
  assertEquals(
    [second?.frameBytes, second?.samplesPerFrame, second?.sideInfoBytes],
    [193, 576, 9],
  );
  // MPEG 2.5, 8 kbit/s, 8 kHz, dual channel: 72 · 8,000 / 8,000.
  const third = header(0xff, 0xe3, 0x18, 0x80);
  assertEquals([third?.version, third?.rateHz, third?.bitrate, third?.mode, third?.frameBytes], [
    2.5,
    8000,
    8000,
    "dual",
    72,
  ]);
});

Deno.test("all lengths that headers can tell are within the limit", () => {
  let longest = 0;
  for (let b1 = 0xe0; b1 <= 0xff; b1++) {
    for (let b2 = 0; b2 <= 0xff; b2++) {
      longest = Math.max(longest, header(0xff, b1, b2, 0)?.frameBytes ?? 0);
    }
  }
  assertEquals(longest, MP3_MAX_FRAME_BYTES);
});

Deno.test("reserved values, the free format, other layers and a cut header are no headers", () => {
  const good = [0xff, 0xfb, 0x90, 0x64];
  const bad: [string, number[]][] = [
    ["no sync", [0xfe, 0xfb, 0x90, 0x64]],
    ["half a sync", [0xff, 0x1b, 0x90, 0x64]],
    ["reserved version", [0xff, 0xeb, 0x90, 0x64]],
    ["layer II", [0xff, 0xfd, 0x90, 0x64]],
    ["layer I", [0xff, 0xff, 0x90, 0x64]],
    ["reserved layer", [0xff, 0xf9, 0x90, 0x64]],
    ["free format", [0xff, 0xfb, 0x00, 0x64]],
    ["bad bit rate", [0xff, 0xfb, 0xf0, 0x64]],
    ["reserved rate", [0xff, 0xfb, 0x9c, 0x64]],
    ["reserved emphasis", [0xff, 0xfb, 0x90, 0x66]],
    ["all ones, as in a chapter frame", [0xff, 0xff, 0xff, 0xff]],
    ["cut", good.slice(0, 3)],
  ];
  for (const [name, bytes] of bad) assertEquals(header(...bytes), undefined, name);
  assertEquals(parseMp3Header(Uint8Array.from([0, 0, ...good]), 2)?.rateHz, 44100);
  assertEquals(parseMp3Header(Uint8Array.from(good), 1), undefined);
});

Deno.test("frames of every rate and mode that LAME makes are walked over to the last byte", () => {
  for (const rateHz of [48000, 44100, 32000, 24000, 22050, 16000, 12000, 8000]) {
    const channels = rateHz % 3 === 0 ? 2 : 1;
    const bytes = encodeMp3(testSound(rateHz / 4, channels), { rateHz, channels });
    let end = 0;
    for (const { at, header } of mp3Frames(bytes)) {
      assertEquals([at, header.rateHz, header.channels], [end, rateHz, channels]);
      end += header.frameBytes;
    }
    assertEquals(end, bytes.length);
  }
});

Deno.test("a strict walk names the byte that begins no frame, and a torn last frame", () => {
  const walk = (bytes: Uint8Array) => [...mp3Frames(bytes)];
  assertEquals(walk(new Uint8Array()), []);
  assertEquals(walk(concat(FRAME, FRAME)).map(({ at }) => at), [0, 384]);
  const gap = concat(FRAME, Uint8Array.of(0), FRAME);
  assertThrows(() => walk(gap), Deno.errors.InvalidData, "byte 384 of 769 begins no frame");
  const torn = concat(FRAME, FRAME.subarray(0, 100));
  assertThrows(() => walk(torn), Deno.errors.InvalidData, "torn: it has 100 of 384 bytes");
});

Deno.test("a walk over noise ends, and stays inside it", () => {
  const next = random(2);
  for (let round = 0; round < 2000; round++) {
    const noise = Uint8Array.from({ length: 3000 }, () => next() < 0.2 ? 0xff : next() * 256);
    const bytes = concat(FRAME, noise);
    let end = 0;
    const walk = () => {
      for (const { at, header } of mp3Frames(bytes)) {
        assertEquals(at, end);
        end = at + header.frameBytes;
      }
    };
    assertThrows(walk, Deno.errors.InvalidData, "Cannot read MP3 frames");
    assertEquals(end >= FRAME.length && end <= bytes.length, true);
  }
});
