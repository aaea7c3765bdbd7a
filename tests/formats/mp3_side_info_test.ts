import { assertEquals, assertThrows } from "../assert.ts";
import { mp3Frames, parseMp3Header } from "../../formats/mp3_frame.ts";
import { type BlockType, mayFollow, parseMp3SideInfo } from "./mp3_side_info.ts";
import { encodeMp3, type Mp3Choice, testSound } from "./mp3_of.ts";
import { tool } from "./tool.ts";
import { TestFolder } from "./tool.ts";

/** Block types by channel, in the order of time. */
function windowsOf(bytes: Uint8Array): BlockType[][] {
  const windows: BlockType[][] = [];
  for (const { at, header } of mp3Frames(bytes)) {
    const { granules } = parseMp3SideInfo(bytes.subarray(at), header);
    for (const granule of granules) {
      granule.forEach(({ blockType }, channel) => (windows[channel] ??= []).push(blockType));
    }
  }
  return windows;
}

Deno.test("bit fields stand where the standard puts them", () => {
  const frame = new Uint8Array(40);
  const bits = (text: string, from: number) => {
    [...text].forEach((bit, i) => {
      const at = from + i;
      if (bit === "1") frame[at >> 3] = (frame[at >> 3] ?? 0) | 0x80 >> (at & 7);
    });
  };
  frame.set([0xff, 0xfb, 0x90, 0xc0]); // MPEG 1, mono, no checksum
  const start = 32;
  bits("100000001", start); // main_data_begin 257
  const granule = start + 9 + 5 + 4;
  bits("000000001010", granule); // part2_3_length 10
  bits("1" + "10" + "1", granule + 12 + 9 + 8 + 4); // switched, short, mixed
  bits("000000000111", granule + 59); // the second granule's length: 7
  bits("1" + "11" + "0", granule + 59 + 33);
  const header = parseMp3Header(frame);
  if (header === undefined) throw new Error("no header");
  assertEquals(parseMp3SideInfo(frame, header), {
    mainDataBegin: 257,
    granules: [
      [{ part23Bits: 10, blockType: 2, mixed: true }],
      [{ part23Bits: 7, blockType: 3, mixed: false }],
    ],
  });
});

for (const rateHz of [48000, 44100, 24000, 8000]) {
  for (const channels of [1, 2] as const) {
    Deno.test(`LAME's windows at ${rateHz} Hz with ${channels} channels follow each other legally`, () => {
      const choice: Mp3Choice = { rateHz, channels };
      const bytes = encodeMp3(testSound(rateHz * 2, channels), choice);
      const windows = windowsOf(bytes);
      assertEquals(windows.length, channels);
      for (const channel of windows) {
        channel.forEach((window, i) => assertEquals(mayFollow(channel[i - 1] ?? 0, window), true));
        assertEquals(channel.includes(2), true); // the clicks
      }
    });
  }
}

Deno.test("without the reservoir no frame begins in an earlier one, and its bits fit into it", () => {
  const bytes = encodeMp3(testSound(48000, 2), { kbps: 64 });
  for (const { at, header } of mp3Frames(bytes)) {
    const { mainDataBegin, granules } = parseMp3SideInfo(bytes.subarray(at), header);
    const used = granules.flat().reduce((sum, { part23Bits }) => sum + part23Bits, 0);
    assertEquals(mainDataBegin, 0);
    assertEquals(used <= 8 * (header.frameBytes - 4 - header.sideInfoBytes), true);
  }
});

Deno.test("with the reservoir, frames begin in earlier ones", () => {
  using folder = new TestFolder();
  const source = "anoisesrc=d=1:r=48000:a=0.1,volume='if(lt(t,0.5),0.01,1)':eval=frame";
  const path = folder.file("x.mp3");
  const how = ["-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"];
  tool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, ...how, path]);
  const bytes = Deno.readFileSync(path);
  const begins = [...mp3Frames(bytes)].map(({ at, header }) =>
    parseMp3SideInfo(bytes.subarray(at), header).mainDataBegin
  );
  assertEquals(begins.some((begin) => begin > 0), true);
});

Deno.test("halves of windows that overlap must have the same shape", () => {
  const legal = [[0, 0], [0, 1], [1, 2], [1, 3], [2, 2], [2, 3], [3, 0], [3, 1]];
  for (const before of [0, 1, 2, 3] as const) {
    for (const after of [0, 1, 2, 3] as const) {
      const expected = legal.some(([a, b]) => a === before && b === after);
      assertEquals(mayFollow(before, after), expected, `${before} then ${after}`);
    }
  }
});

Deno.test("a frame too short for its side information is refused", () => {
  const header = parseMp3Header(Uint8Array.of(0xff, 0xfb, 0x90, 0x64));
  if (header === undefined) throw new Error("no header");
  assertThrows(() => parseMp3SideInfo(new Uint8Array(35), header), RangeError);
});
