import { assertEquals, assertRejects } from "@std/assert";
import { parseId3 } from "../../formats/parse_id3.ts";
import { scanMp3 } from "../../../formats/mp3_scan.ts";
import { Mp3Tally } from "../../../formats/mp3_tally.ts";
import { mp3FrameCount } from "../../../post/chunks/chunk_shape.ts";
import { encode, type Mp3Settings } from "../../../post/encode/encode.ts";
import { cutFrames } from "../../../post/chunks/make_chunks.ts";
import { type ChunkFile, Splice } from "../../../post/chunks/splice.ts";
import { FFMPEG, talk } from "../stems.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;

/** Writes chunks of 10 MP3 frames, `gain` times as loud, and describes them. */
async function makeChunks(folder: string, rate: Mp3Settings["rate"], gain: number) {
  const samples = talk(RATE_HZ, 1, RATE_HZ, 1).map((x) => x * gain);
  const bytes = await encode(() => [samples], {
    rateHz: RATE_HZ,
    channels: 1,
    rate,
    ffmpegPath: FFMPEG,
  });
  const chunks: ChunkFile[] = [];
  const frames = mp3FrameCount(samples.length);
  const keeps = Array.from(
    { length: Math.ceil(frames / 10) },
    (_, i) => Math.min(10, frames - i * 10),
  );
  for (const [i, own] of cutFrames(bytes, 0, keeps).entries()) {
    const tally = new Mp3Tally();
    tally.push(own);
    const path = `${folder}/${i}-${gain}.mp3`;
    await Deno.writeFile(path, own);
    chunks.push({ path, tally: tally.data });
  }
  return { chunks, samples: samples.length };
}

for (const rate of [{ bitrateKbps: 64 }, { vbrQuality: 5 }]) {
  const form = "bitrateKbps" in rate ? "constant" : "variable";
  Deno.test(`the file depends on the chunks, not on the updates before: ${form} bit rate`, async () => {
    await withFolder(async (folder) => {
      const loud = await makeChunks(folder, rate, 1);
      const quiet = await makeChunks(folder, rate, 0.1);
      const facts = { samples: loud.samples, id3: { title: "T" } };
      const plain = new Splice(`${folder}/plain.part`, rate);
      const bytes = await plain.finish(loud.chunks, facts);
      const expected = await Deno.readFile(plain.path);
      assertEquals(bytes, expected.length);

      const mixed = quiet.chunks.map((chunk, i) => i % 2 ? chunk : loud.chunks[i] ?? chunk);
      const busy = new Splice(`${folder}/busy.part`, rate);
      await busy.update([]);
      await busy.update(loud.chunks.slice(0, 2));
      await busy.update(quiet.chunks);
      await busy.update(mixed);
      await busy.update(quiet.chunks.slice(0, 1));
      await busy.finish(loud.chunks, facts);
      assertEquals(await Deno.readFile(busy.path), expected);

      // Chunks that are right already may have to move, when those before them have another length.
      const moved = new Splice(`${folder}/moved.part`, rate);
      await moved.update(quiet.chunks);
      await moved.finish(mixed, facts);
      const anew = new Splice(`${folder}/anew.part`, rate);
      await anew.finish(mixed, facts);
      assertEquals(await Deno.readFile(moved.path), await Deno.readFile(anew.path));

      const scan = scanMp3(plain.path, { crc: true });
      assertEquals([scan.samples, scan.truncated], [loud.samples, false]);
      assertEquals([scan.infoTag?.intact, scan.infoTag?.musicCrc], [true, scan.musicCrc]);
    });
  });
}

Deno.test("tags that do not fit into the room kept for them move the sound", async () => {
  await withFolder(async (folder) => {
    const rate = { bitrateKbps: 64 };
    const { chunks, samples } = await makeChunks(folder, rate, 1);
    const chapters = Array.from({ length: 100 }, (_, i) => ({
      title: `Chapter number ${i} with a name`,
      startMs: i * 10,
      endMs: i * 10 + 10,
    }));
    const splice = new Splice(`${folder}/x.part`, rate);
    await splice.update(chunks);
    await splice.finish(chunks, { samples, id3: { chapters } });
    const scan = scanMp3(splice.path, { crc: true });
    assertEquals([scan.samples, scan.id3Bytes % 4_096, scan.id3Bytes > 4_096], [samples, 0, true]);
    assertEquals(scan.infoTag?.musicCrc, scan.musicCrc);
    assertEquals(parseId3(await Deno.readFile(splice.path)).chapters, chapters);
  });
});

Deno.test("a chunk's file that is not what it was is refused, and a later update repairs the file", async () => {
  await withFolder(async (folder) => {
    const rate = { bitrateKbps: 64 };
    const { chunks, samples } = await makeChunks(folder, rate, 1);
    const splice = new Splice(`${folder}/x.part`, rate);
    const path = chunks[1]?.path ?? "";
    const good = await Deno.readFile(path);
    await Deno.truncate(path, 100);
    await assertRejects(() => splice.update(chunks), Deno.errors.InvalidData, "it has 100 bytes");
    await Deno.writeFile(path, good);
    await splice.finish(chunks, { samples, id3: {} });
    assertEquals(scanMp3(splice.path).samples, samples);
  });
});

Deno.test("a growing file that somebody has removed is made again, and is the same", async () => {
  await withFolder(async (folder) => {
    const rate = { bitrateKbps: 64 };
    const { chunks, samples } = await makeChunks(folder, rate, 1);
    const [left, removed] = ["left", "removed"].map((name) => {
      return new Splice(`${folder}/${name}.part`, rate);
    });
    for (const splice of [left, removed]) {
      await splice?.update(chunks.slice(0, 2));
      if (splice === removed) await Deno.remove(splice?.path ?? "");
      await splice?.finish(chunks, { samples, id3: {} });
    }
    const [one, other] = [left, removed].map((splice) => Deno.readFileSync(splice?.path ?? ""));
    assertEquals(other, one);
  });
});
