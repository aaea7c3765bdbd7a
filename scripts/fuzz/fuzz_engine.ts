/** Feeds damaged bytes to readers, and sees to it that each ends as it promises for any input. */
import { joinBytes } from "../../formats/join_bytes.ts";
import { randomNumbers } from "../stage/random_numbers.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";

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

/** Numbers from 0 to 1. */
export type Random = () => number;
/**
 * Reads one input, which is also in a file.
 *
 * @throws what it refuses the input with, or a TypeError of `check` for a broken promise
 */
export type Reader = (path: string, bytes: Uint8Array) => void;

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

/** Good inputs, each with its reader. */
export type Seed = readonly [Reader, Uint8Array];

/** Makes the good inputs; the folder is gone at the end. */
export type MakeSeeds = (folder: string, random: Random) => readonly Seed[];

/**
 * Runs until a limit is reached.
 *
 * @throws {Error} for the first input that a reader does not cope with; it names the file that holds it
 */
export function fuzz(o: FuzzLimits, makeSeeds: MakeSeeds): FuzzReport {
  using folder = newFolder();
  const random = randomNumbers(o.seed);
  const seeds = makeSeeds(folder.path, random);
  const path = `${folder.path}/input`;
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

/** The input stays: somebody has to find out what is wrong with it. */
function keep(bytes: Uint8Array, why: string): string {
  const path = Deno.makeTempFileSync({ prefix: "confrec-fuzz-" });
  Deno.writeFileSync(path, bytes);
  return `${why}; the input is ${path}`;
}

/** A promise that must hold for any input. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`broken promise: ${what}`);
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
        bytes = joinBytes([bytes.subarray(0, at), bytes.subarray(at + below(40))]);
        break;
      case 5: {
        const from = below(other.length);
        const part = other.subarray(from, from + below(200));
        bytes = joinBytes([bytes.subarray(0, at), part, bytes.subarray(at)]);
      }
    }
  }
  return bytes;
}

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError("Cannot pick from nothing");
  return one;
}

/** A folder in memory where the system has one: what is in it is written hundreds of times a second. */
function newFolder(): TemporaryFolder {
  try {
    return new TemporaryFolder({ parent: "/dev/shm" });
  } catch {
    return new TemporaryFolder();
  }
}
