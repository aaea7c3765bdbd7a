import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { appendWavCues } from "../../formats/wav_cues.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { runTool } from "../../scripts/project/tool.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

const CUES = [
  { atFrame: 0, label: "Start" },
  { atFrame: 24_000, label: "Beschluß: ja" },
  { atFrame: 47_999, label: "" },
];

function write(path: string, rf64FromBytes = Infinity): void {
  using writer = WavWriter.create(path, {
    ...{ rateHz: 48_000, channels: 1, encoding: "pcm24", rf64FromBytes },
  });
  // An odd number of bytes.
  writer.write(new Float32Array(48_001).fill(0.25));
  writer.finish();
}

/** Chunks of a file by id, with where their bodies are. */
function chunksOf(bytes: Uint8Array): Map<string, DataView> {
  const found = new Map<string, DataView>();
  const view = new DataView(bytes.buffer);
  const isLarge = new TextDecoder().decode(bytes.subarray(0, 4)) === "RF64";
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = new TextDecoder().decode(bytes.subarray(at, at + 4));
    const size = isLarge && id === "data"
      ? Number(view.getBigUint64(28, true))
      : view.getUint32(at + 4, true);
    found.set(id, new DataView(bytes.buffer, at + 8, size));
    at += 8 + size + size % 2;
  }
  return found;
}

for (const [kind, from] of [["RIFF", Infinity], ["RF64", 100]] as const) {
  Deno.test(`marks stand behind the samples of a ${kind} file, which are as they were`, () =>
    withFolder(async (folder) => {
      const path = join(folder, "a.wav");
      write(path, from);
      const before = Deno.readFileSync(path);
      assertEquals(appendWavCues(path, CUES), true);
      const bytes = Deno.readFileSync(path);
      const sizeAt = kind === "RIFF" ? 4 : 20;
      assertEquals(new DataView(bytes.buffer).getUint32(sizeAt, true), bytes.length - 8);
      bytes.copyWithin(0, 0);
      assertEquals(bytes.subarray(24, before.length), before.subarray(24));

      const chunks = chunksOf(bytes);
      const cue = chunks.get("cue ");
      assertEquals(cue?.getUint32(0, true), 3);
      const frames = CUES.map((_, i) => cue?.getUint32(4 + 24 * i + 20, true));
      assertEquals(frames, CUES.map(({ atFrame }) => atFrame));
      using reader = WavReader.open(path);
      assertEquals([reader.info.frames, reader.info.truncated], [48_001, false]);
      // Tools that we did not write still read it whole.
      const soxi = kind === "RIFF" ? await runTool("soxi", ["-s", path]) : "48001";
      assertEquals(Number(soxi), 48_001);
      const probe = ["-v", "error", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", path];
      assertEquals(Number(await runTool("ffprobe", probe)), 48_001);
    }));
}

Deno.test("each label has the number of its point, and is text that ends with a zero", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    write(path);
    appendWavCues(path, CUES);
    const list = chunksOf(Deno.readFileSync(path)).get("LIST");
    const found: [number, string][] = [];
    for (let at = 4; list !== undefined && at < list.byteLength;) {
      const size = list.getUint32(at + 4, true);
      const text = new Uint8Array(list.buffer, list.byteOffset + at + 12, size - 5);
      found.push([list.getUint32(at + 8, true), new TextDecoder().decode(text)]);
      at += 8 + size + size % 2;
    }
    assertEquals(found, CUES.map(({ label }, i) => [i + 1, label]));
  }));

Deno.test("a mark that 32 bits do not hold is left out", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    write(path);
    appendWavCues(path, [...CUES, { atFrame: 2 ** 32, label: "late" }]);
    assertEquals(chunksOf(Deno.readFileSync(path)).get("cue ")?.getUint32(0, true), 3);
  }));

Deno.test("marks are on the disk when that is said: a power cut must not take what the spool no longer has", () =>
  withFolder((folder) => {
    const path = join(folder, "a.wav");
    write(path);
    const synced: number[] = [];
    const { syncDataSync } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.syncDataSync = function (): void {
      syncDataSync.call(this);
      synced.push(this.statSync().size);
    };
    try {
      appendWavCues(path, CUES);
    } finally {
      Deno.FsFile.prototype.syncDataSync = syncDataSync;
    }
    assertEquals(synced, [Deno.statSync(path).size]);
  }));
