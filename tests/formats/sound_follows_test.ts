import { assertEquals } from "../assert.ts";
import { repairWav } from "../../formats/wav_repair.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { random } from "../dsp/signals.ts";
import { TestFolder } from "./tool.ts";
import { chunk, concat, formatChunk, largeSizes, pcm16, wav } from "./wav_bytes.ts";

/** Sound, none of it digital silence. */
const next = random(7);
const SOUND = pcm16(...Array.from({ length: 3_000 }, () => Math.round(next() * 60_000 - 30_000)));
const HEAD = [formatChunk()];

/** A file whose sizes are those of a moment at which `said` bytes of samples were there; `behind` follows all of them. */
function stale(said: number, behind: Uint8Array[] = [], container = "RIFF"): Uint8Array {
  const large = container === "RIFF" ? [] : [largeSizes(said + 100, said, said / 2)];
  const size = container === "RIFF" ? said : 0xffff_ffff;
  const chunks = [...large, ...HEAD, chunk("data", SOUND, { size, pad: false }), ...behind];
  return wav(chunks, { container, riffSize: container === "RIFF" ? said + 36 : 0xffff_ffff });
}

function framesOf(bytes: Uint8Array): [number, number | undefined] {
  using folder = new TestFolder();
  using reader = WavReader.open(folder.file("x.wav", bytes));
  return [reader.info.frames, reader.info.staleFrames];
}

for (const container of ["RIFF", "RF64", "BW64"]) {
  Deno.test(`${container}: sound behind the size of the last flush before a crash is sound as well`, () => {
    for (const said of [2, 500, 1_000, 5_992]) {
      assertEquals(framesOf(stale(said, [], container)), [3_000, Math.floor(said / 2)], `${said}`);
    }
  });
}

Deno.test("what is a chunk behind the samples is none of the sound, whole, cut short, or unpadded", () => {
  const title = new TextEncoder().encode("INFOINAM\x06\0\0\0title\0");
  const known = ["LIST", "bext", "id3 ", "cue ", "smpl", "JUNK", "data", "RIFF"];
  for (const id of known) {
    const whole = wav([...HEAD, chunk("data", SOUND), chunk(id, title)]);
    assertEquals(framesOf(whole), [3_000, undefined], id);
    assertEquals(framesOf(whole.slice(0, -10)), [3_000, undefined], `${id}, cut short`);
  }
  const odd = chunk("data", SOUND.subarray(0, 5_999), { pad: false });
  assertEquals(framesOf(wav([...HEAD, odd, chunk("LIST", title)])), [2_999, undefined]);
  assertEquals(framesOf(wav([...HEAD, chunk("data", SOUND), chunk("Xyz ", title)]))[1], undefined);
});

Deno.test("tags of other formats, and a few bytes that pad, are none of the sound", () => {
  const whole = wav([...HEAD, chunk("data", SOUND)]);
  const id3v1 = new Uint8Array(128);
  id3v1.set(new TextEncoder().encode("TAGMeeting"));
  const ape = new TextEncoder().encode("APETAGEX with what belongs to it");
  for (const behind of [id3v1, ape, new Uint8Array(1), new Uint8Array(7)]) {
    assertEquals(framesOf(concat(whole, behind)), [3_000, undefined]);
  }
});

Deno.test("a repair gives such a file its true sizes, once", () => {
  using folder = new TestFolder();
  const path = folder.file("x.wav", concat(stale(1_000), Uint8Array.of(1)));
  assertEquals(repairWav(path), { frames: 3_000, cutBytes: 1, changed: true });
  assertEquals(Deno.readFileSync(path), wav([...HEAD, chunk("data", SOUND)]));
  assertEquals(repairWav(path).changed, false);
});
