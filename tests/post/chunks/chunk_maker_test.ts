import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Mp3Tally } from "../../../formats/mp3_tally.ts";
import type { ChunkOrder, MadeChunk } from "../../../post/chunks/chunk_order.ts";
import {
  ChunkMaker,
  type ChunkMakerOptions,
  type ChunkWorkers,
  type Known,
} from "../../../post/chunks/chunk_maker.ts";
import { CHUNK_MP3_FRAMES, MP3_FRAME_SAMPLES } from "../../../post/chunks/chunk_shape.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;
const SOUND = { fromStep: 0, energies: new Float32Array(), truePeak: 0, peak: 0 };

/** A plan of so many chunks that still grows. */
function known(chunks: number): Known {
  const frames = chunks * CHUNK_MP3_FRAMES * MP3_FRAME_SAMPLES + 2 * MP3_FRAME_SAMPLES;
  const plan = {
    ...{ rateHz: RATE_HZ, stemRateHz: RATE_HZ, layout: "stereo", channels: 2, frames } as const,
    file: { fromFrame: 0, toFrame: frames },
    ...{ sessionFrames: frames, final: false, segments: [{ fromFrame: 0, toFrame: frames }] },
    ...{ gainSteps: {}, gateOpenings: {}, cleaningLosses: {}, gatedSpeech: [], boostLimited: [] },
    ...{ ceilingsDb: {}, highPassHz: 0, truePeakDb: Infinity },
  };
  return { plan, analyses: [], stems: {} };
}

/** A worker that does what it is told when the test says so; it is aborted as a real one is. */
class FakeWorkers implements ChunkWorkers {
  readonly size = 1;
  readonly orders: ChunkOrder[] = [];
  readonly #open: PromiseWithResolvers<readonly MadeChunk[]>[] = [];

  get acceptsChunks(): boolean {
    return this.#open.length === 0;
  }

  makeChunks(order: ChunkOrder, signal?: AbortSignal): Promise<readonly MadeChunk[]> {
    this.orders.push(order);
    const done = Promise.withResolvers<readonly MadeChunk[]>();
    this.#open.push(done);
    signal?.addEventListener("abort", () => {
      this.#open.splice(this.#open.indexOf(done), 1);
      done.reject(signal.reason);
    });
    return done.promise;
  }

  /** The oldest order is done. */
  async finish(): Promise<void> {
    const chunks = this.orders.at(-1)?.chunks ?? [];
    this.#open.shift()?.resolve(chunks.map(() => ({
      ...{ tally: new Mp3Tally().data, peaks: {}, sound: SOUND },
    })));
    await turn();
  }

  /** How many chunks are in each order, and how polite it is. */
  get given(): string[] {
    return this.orders.map(({ chunks, niceness }) => `${chunks.length} at ${niceness ?? 0}`);
  }
}

/** Lets what was asked for be done. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A maker of chunks, its worker, and its one timer. */
function stage(changes: Partial<ChunkMakerOptions>) {
  const temporary = new TemporaryFolder();
  const workers = new FakeWorkers();
  const timers: (() => void)[] = [];
  const maker = new ChunkMaker({
    ...{ folder: temporary.path, settingsKey: "", rate: { bitrateKbps: 128 }, workers },
    ffmpegPath: join(temporary.path, "ffmpeg"),
    onProgress: () => {},
    after: (ms, action) => {
      assertEquals(ms, 1_000);
      timers.push(action);
      return () => timers.splice(timers.indexOf(action), 1);
    },
    ...changes,
  });
  return { maker, workers, timers, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}

Deno.test("beside a recording several chunks are made at once, politely", async () => {
  using it = stage({ niceness: 10 });
  it.maker.update(known(2));
  assertEquals(it.workers.given, []);
  it.maker.update(known(5));
  await it.workers.finish();
  assertEquals(it.workers.given, ["4 at 10"]);
});

Deno.test("while whole stems are still analysed single chunks are, as they may be for nothing", async () => {
  using it = stage({});
  it.maker.update(known(3));
  await it.workers.finish();
  assertEquals(it.workers.given, ["1 at 0", "1 at 0"]);
  it.maker.hurry();
  assertEquals(it.timers, []);
});

Deno.test("what is not done a second after the stop is taken back, and made anew as quickly as any program", async () => {
  using it = stage({ niceness: 10 });
  it.maker.update(known(5));
  it.maker.hurry();
  it.maker.hurry();
  assertEquals([it.workers.given, it.timers.length], [["4 at 10"], 1]);
  it.timers[0]?.();
  await turn();
  // That is no failure: nothing waits for more of the recording first.
  assertEquals(it.workers.given, ["4 at 10", "4 at 0"]);
  assertEquals(it.workers.orders[1]?.chunks, it.workers.orders[0]?.chunks);
  await it.workers.finish();
  assertEquals(it.maker.progress.chunksDone, 4);
});

Deno.test("what is done in time stays, and who ends leaves no timer behind", async () => {
  using it = stage({ niceness: 10 });
  it.maker.update(known(5));
  it.maker.hurry();
  await it.workers.finish();
  assertEquals(it.maker.progress.chunksDone, 4);
  await it.maker.close(new Error("it is over"));
  assertEquals([it.timers, it.workers.given], [[], ["4 at 10"]]);
});

Deno.test("beside another recording all is polite to the end", async () => {
  using it = stage({ niceness: 10, stepsAside: true });
  it.maker.update(known(5));
  it.maker.hurry();
  assertEquals(it.timers, []);
  await it.workers.finish();
  const { plan, ...rest } = known(5);
  const whole = it.maker.finish(
    { ...rest, plan: { ...plan, final: true } },
    { samples: plan.frames, delay: 0, id3: {} },
  );
  assertEquals(it.workers.given.slice(1), ["1 at 10"]);
  await it.maker.close(new Error("it is over"));
  await assertRejects(() => whole, Error, "it is over");
});

Deno.test("levels that a disk does not give back end the making of the file, and do not hang it", async () => {
  using it = stage({});
  const gainCurve = () => {
    throw new Deno.errors.InvalidData("Cannot read levels.tmp");
  };
  const { plan } = known(2);
  const broken = {
    plan: { ...plan, final: true },
    analyses: [{ track: "mic", gainCurve }],
    stems: {},
  } as unknown as Known;
  const facts = { samples: plan.frames, delay: 0, id3: {} };
  await assertRejects(() => it.maker.finish(broken, facts), Deno.errors.InvalidData, "levels.tmp");
});
