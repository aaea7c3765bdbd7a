/**
 * Feeds damaged WAV, MP3 and ID3 bytes to the readers, and checks what each promises for any input: an end within a
 * second, one clear error or a result that fits the input, and no growing memory.
 *
 * deno run -A scripts/fuzz_formats.ts [--runs 100000] [--seconds 60] [--seed 1]
 *
 * What fails is kept in a file that the message names; the seed repeats the run.
 */
import { parseArgs } from "node:util";
import { buildId3, parseId3 } from "../formats/id3.ts";
import { mp3Frames } from "../formats/mp3_frame.ts";
import { buildInfoTag, parseInfoTag } from "../formats/mp3_info_tag.ts";
import { scanMp3 } from "../formats/mp3_scan.ts";
import { parseMp3SideInfo } from "../formats/mp3_side_info.ts";
import { Mp3Tally } from "../formats/mp3_tally.ts";
import { WavReader } from "../formats/wav_reader.ts";
import { repairWav } from "../formats/wav_repair.ts";
import { WavWriter } from "../formats/wav_writer.ts";

/** How much to do, whichever comes first. */
export interface FuzzLimits {
  runs: number;
  seconds: number;
  /** Of the damage; the same seed does the same. */
  seed: number;
}

/** What was done. */
export interface FuzzReport {
  runs: number;
  /** Inputs that a reader refused. */
  refused: number;
  slowestMs: number;
  /** Growth of the process between the first tenth and the end, in bytes. */
  grownBytes: number;
}

type Random = () => number;
type Reader = (path: string, bytes: Uint8Array) => void;

/** No input is so large that reading it may take longer. */
const LIMIT_MS = 1000;
/** Longer than this is measured again. */
const SUSPECT_MS = 20;
/** Sizes and counts that readers get wrong most easily. */
const INTERESTING = [
  0,
  1,
  7,
  0x7f,
  0x80,
  0xff,
  0x7fff,
  0xffff,
  0x7fff_ffff,
  0x8000_0000,
  0xffff_fffe,
  0xffff_ffff,
];

/**
 * Runs until a limit is reached.
 *
 * @throws {Error} for the first input that a reader does not cope with; it names the file that holds it
 */
export function fuzzFormats(o: FuzzLimits): FuzzReport {
  using folder = new FuzzFolder();
  const random = xorshift(o.seed);
  const seeds = [...wavSeeds(folder), ...mp3Seeds(random)];
  const path = folder.path("input");
  const report: FuzzReport = { runs: 0, refused: 0, slowestMs: 0, grownBytes: 0 };
  const end = performance.now() + o.seconds * 1000;
  let rssEarly = 0;
  while (report.runs < o.runs && performance.now() < end) {
    const [reader, good] = pick(random, seeds);
    const bytes = damage(good, pick(random, seeds)[1], random);
    const feed = () => {
      Deno.writeFileSync(path, bytes);
      return outcome(reader, path, bytes);
    };
    const { refused, tookMs: first } = feed();
    let tookMs = first;
    // On a busy machine any input may take long; a slow one does so each time.
    for (let again = 0; again < 3 && tookMs > SUSPECT_MS; again++) {
      tookMs = Math.min(tookMs, feed().tookMs);
    }
    if (refused) report.refused++;
    report.slowestMs = Math.max(report.slowestMs, tookMs);
    if (tookMs > LIMIT_MS) throw new Error(keep(bytes, `it took ${Math.round(tookMs)} ms`));
    report.runs++;
    if (rssEarly === 0 && report.runs * 10 >= o.runs) rssEarly = Deno.memoryUsage().rss;
  }
  report.grownBytes = rssEarly === 0 ? 0 : Deno.memoryUsage().rss - rssEarly;
  return report;
}

/** Feeds one input to its reader. */
function outcome(
  reader: Reader,
  path: string,
  bytes: Uint8Array,
): { refused: boolean; tookMs: number } {
  const start = performance.now();
  let refused = false;
  try {
    reader(path, bytes);
  } catch (error) {
    if (!isClear(error)) throw new Error(keep(bytes, String(error)), { cause: error });
    refused = true;
  }
  return { refused, tookMs: performance.now() - start };
}

/** Only these may leave a reader: damaged data, and a repair that the header has no room for. */
function isClear(error: unknown): boolean {
  const kind = error instanceof Deno.errors.InvalidData || error instanceof RangeError;
  return kind && error.message.startsWith("Cannot ");
}

function keep(bytes: Uint8Array, why: string): string {
  const path = Deno.makeTempFileSync({ prefix: "confrec-fuzz-" });
  Deno.writeFileSync(path, bytes);
  return `${why}; the input is ${path}`;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`broken promise: ${what}`);
}

function readWav(path: string, bytes: Uint8Array): void {
  using reader = WavReader.open(path);
  const { frames, channels, bits } = reader.info;
  check(frames * channels * bits / 8 <= bytes.length, "no more frames than bytes");
  const into = new Float32Array(4096 * channels);
  for (let at = 0; at < frames; at += 4096) {
    const samples = reader.read(at, 4096, into);
    check(samples.length === Math.min(4096, frames - at) * channels, "all frames are read");
    check(samples.every(Number.isFinite), "all samples are finite");
  }
}

function repair(path: string): void {
  const { frames } = repairWav(path);
  using reader = WavReader.open(path);
  check(reader.info.frames === frames && !reader.info.truncated, "a repaired file is whole");
  check(!repairWav(path).changed, "repairing again changes nothing");
}

function readMp3(path: string, bytes: Uint8Array): void {
  let end = 0;
  for (const { at, header } of mp3Frames(bytes, { resync: true })) {
    check(at >= end, "frames do not overlap");
    end = at + header.frameBytes;
    const frame = bytes.subarray(at, end);
    parseInfoTag(frame);
    if (frame.length >= 6 + header.sideInfoBytes) parseMp3SideInfo(frame, header);
  }
  check(end <= bytes.length, "frames end within the file");
  const { chapters = [] } = parseId3(bytes);
  check(chapters.length <= bytes.length, "no more chapters than bytes");
  const found = scanMp3(path, { crc: true });
  check(found.bytes + found.id3Bytes <= bytes.length, "no more frames than bytes");
  check(found.samples >= 0, "no negative length");
}

/** Small files of each kind that the writer makes, and what a crash leaves of them. */
function wavSeeds(folder: FuzzFolder): [Reader, Uint8Array][] {
  const seeds: [Reader, Uint8Array][] = [];
  for (const encoding of ["float32", "pcm16", "pcm24"] as const) {
    for (const rf64FromBytes of [1, 2 ** 32]) {
      for (const finished of [true, false]) {
        const path = folder.path("seed.wav");
        const o = { rateHz: 48000, channels: 2, encoding, rf64FromBytes, overwrite: true };
        using writer = WavWriter.create(path, o);
        writer.write(Float32Array.from({ length: 400 }, (_, i) => Math.sin(i)));
        if (finished) writer.finish();
        const bytes = Deno.readFileSync(path);
        seeds.push([readWav, bytes], [repair, bytes]);
      }
    }
  }
  return seeds;
}

/** Frames of 128 kbit/s with noise for contents, alone, and with the tags that a finished file has. */
function mp3Seeds(random: Random): [Reader, Uint8Array][] {
  const frames = Array.from({ length: 6 }, () => {
    const frame = Uint8Array.from({ length: 384 }, () => random() * 256);
    frame.set([0xff, 0xfb, 0x94, 0x64]);
    return frame;
  });
  const tally = new Mp3Tally();
  frames.forEach((frame) => tally.push(frame));
  const info = buildInfoTag(tally.data, { samples: 5000, encoding: { bitrateKbps: 128 } });
  const chapters = [{ title: "one", startMs: 0, endMs: 50 }, {
    title: "two",
    startMs: 50,
    endMs: 104,
  }];
  const id3 = buildId3({ title: "title", lengthMs: 104, chapters });
  return [[readMp3, concat(frames)], [readMp3, concat([id3, info, ...frames])]];
}

/** One to eight kinds of damage, one after the other. */
function damage(good: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = good.slice();
  const below = (limit: number) => Math.floor(random() * limit);
  // Headers are where the decisions are: half of the damage goes there.
  const place = () => below(random() < 0.5 ? Math.min(120, bytes.length) : bytes.length);
  for (let left = 1 + below(8); left > 0; left--) {
    const at = place();
    switch (below(6)) {
      case 0:
        bytes[at] = random() * 256;
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ 1 << below(8);
        break;
      case 2:
        if (at + 4 <= bytes.length) {
          new DataView(bytes.buffer).setUint32(at, pick(random, INTERESTING), random() < 0.7);
        }
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = concat([bytes.subarray(0, at), bytes.subarray(at + below(40))]);
        break;
      case 5: {
        const from = below(other.length);
        const part = other.subarray(from, from + below(200));
        bytes = concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
      }
    }
  }
  return bytes;
}

/** Marsaglia's xorshift32: numbers from 0 to 1 that repeat with the seed. */
function xorshift(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError("Cannot pick from nothing");
  return one;
}

function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A folder in memory where the system has one, gone afterwards. */
class FuzzFolder implements Disposable {
  readonly #path: string;

  constructor() {
    const prefix = "confrec-fuzz-";
    try {
      this.#path = Deno.makeTempDirSync({ prefix, dir: "/dev/shm" });
    } catch {
      this.#path = Deno.makeTempDirSync({ prefix });
    }
  }

  path(name: string): string {
    return `${this.#path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path, { recursive: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "100000" },
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
    },
  });
  const report = fuzzFormats({
    runs: Number(values.runs),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  });
  console.log(
    `${report.runs} damaged files: ${report.refused} refused with a clear error, the others read; ` +
      `slowest ${report.slowestMs.toFixed(1)} ms, memory ${
        (report.grownBytes / 2 ** 20).toFixed(1)
      } MiB more`,
  );
}
