/**
 * How much of the disk a recording in parts takes beside its finished files, in seconds of its stems:
 * `deno run -A scripts/bench/split_disk.ts [--split-minutes 4] [--parts 4] [--pace 8]`.
 *
 * Files are recorded faster than they are long. What is more than one part is the end of the part before, which each
 * part's stems begin with, and what is recorded while a part is finished; the pace makes the latter longer.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WavWriter } from "../../formats/wav_writer.ts";
import { Program } from "../stage/program.ts";
import { withFolder } from "../stage/temporary_folder.ts";

const RATE_HZ = 48_000;
/** One channel of the microphone, two of the computer, float32. */
const STEM_BYTES_PER_SECOND = RATE_HZ * 3 * 4;
const BLOCK_BYTES = 512;

const { values } = parseArgs({
  options: {
    "split-minutes": { type: "string", default: "4" },
    parts: { type: "string", default: "4" },
    pace: { type: "string", default: "8" },
  },
});
const [splitMinutes, parts, pace] = [values["split-minutes"], values.parts, values.pace].map(
  Number,
) as [number, number, number];

await withFolder(async (folder) => {
  const seconds = 60 * splitMinutes * parts;
  const wav = join(folder, "talk.wav");
  writeTalk(wav, seconds);
  const out = join(folder, "out", "meeting.mp3");
  const sources = ["--mic", `file:${wav}`, "--system", `file:${wav}`, "--pace", `${pace}`];
  await using program = new Program([
    ...["record", "--out", out, "--split", `${splitMinutes}m`, "--json"],
    ...sources,
  ], { XDG_CACHE_HOME: join(folder, "cache") });
  let isOver = false;
  const result = program.result.finally(() => isOver = true);
  let most = 0;
  while (!isOver) {
    most = Math.max(most, bytesOfSpools(join(folder, "out")) / STEM_BYTES_PER_SECOND);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { code, stderr } = await result;
  if (code !== 0) throw new Error(stderr);
  const more = most - 60 * splitMinutes;
  console.log(
    `parts of ${60 * splitMinutes} s at pace ${pace}: the spools took up to ${most.toFixed(0)} s ` +
      `of stems, ${more.toFixed(0)} s more than a part`,
  );
});

/** Tones of a second, with pauses. */
function writeTalk(path: string, seconds: number): void {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  const second = (hz: number) => {
    return new Float32Array(RATE_HZ).map((_, i) => {
      const isPause = i > 0.6 * RATE_HZ;
      return (isPause ? 0.001 : 0.2) * Math.sin(2 * Math.PI * hz * i / RATE_HZ);
    });
  };
  const words = [300, 420, 350].map(second);
  for (let n = 0; n < seconds; n++) writer.write(words[n % 3] ?? new Float32Array());
  writer.finish();
}

/** Of all spools in a folder, as the disk has them. */
function bytesOfSpools(folder: string): number {
  return entries(folder).filter(({ name }) => name.endsWith(".confrec"))
    .reduce((sum, { name }) => sum + bytesIn(join(folder, name)), 0);
}

function bytesIn(folder: string): number {
  return entries(folder).reduce((sum, { name, isDirectory }) => {
    const path = join(folder, name);
    return sum + (isDirectory ? bytesIn(path) : fileBytes(path));
  }, 0);
}

function fileBytes(path: string): number {
  try {
    return (Deno.lstatSync(path).blocks ?? 0) * BLOCK_BYTES;
  } catch {
    // It was removed a moment ago.
    return 0;
  }
}

function entries(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}
