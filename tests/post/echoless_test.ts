/** The microphone without the call's echo lies in two files: whoever reads it finds what one file would hold. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import {
  AnalysisClient,
  type AnalysisClientOptions,
  type AnalysisWorker,
} from "../../post/analysis/analysis_client.ts";
import type { AnalysisOrder } from "../../post/analysis/analysis_order.ts";
import { AnalysisServer } from "../../post/analysis/analysis_server.ts";
import type { AnalysisUpdate } from "../../post/analysis/analysis_update.ts";
import { StemCanceller } from "../../post/analysis/stem_canceller.ts";
import type { StemSource } from "../../post/ground/heard_stems.ts";
import { withOpenStems } from "../../post/ground/open_stems.ts";
import type { GateChoice } from "../../post/ground/options.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { WorkerDiedError } from "../../post/workers/worker_client.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { chatter, heard, plus, RATE_HZ, wayOf } from "../dsp/echo/echo_signals.ts";
import { whiteNoise } from "../dsp/signals.ts";
import { TestSession } from "./stems.ts";

const rnnoiseUrl = builtUrl("rnnoise.wasm").href;
const STEM = { rateHz: RATE_HZ, channels: 1, encoding: "float32" } as const;

/** A meeting, and its microphone without the call's echo in one file. */
interface Meeting extends Disposable {
  readonly session: TestSession;
  readonly mic: string;
  readonly whole: string;
}

/** For three seconds nothing is heard of the call; then the microphone hears it too. */
async function meeting(call: Float32Array, near: Float32Array): Promise<Meeting> {
  const session = await TestSession.make();
  const far = Float32Array.from(call).fill(0, 0, 3 * RATE_HZ);
  const room = whiteNoise(far.length, 10 ** (-72 / 20));
  const samples = plus(plus(heard(far, wayOf(480, 2)), room), near);
  session.write("mic", samples);
  session.write(
    "system",
    Float32Array.from({ length: 2 * far.length }, (_, i) => far[i >> 1] ?? 0),
  );
  const { mic = "", system: farPath = "" } = session.stems;
  const whole = join(session.folder, "whole.wav");
  const order = { farPath, farFrames: Infinity, path: join(session.folder, "rest.wav") };
  using canceller = new StemCanceller(order, RATE_HZ, samples.length);
  using writer = WavWriter.create(whole, STEM);
  canceller.reach(samples.length, Infinity);
  writer.write(canceller.push(samples));
  writer.write(canceller.finish());
  return { session, mic, whole, [Symbol.dispose]: () => session[Symbol.dispose]() };
}

/** A worker in this thread. */
class Worker implements AnalysisWorker, Disposable {
  isDead = false;
  #server: AnalysisServer | undefined;

  async order(order: AnalysisOrder): Promise<AnalysisUpdate> {
    await Promise.resolve();
    if (!this.#server?.goesOnWith(order)) {
      this.#server?.[Symbol.dispose]();
      this.#server = new AnalysisServer(order);
    }
    return this.#server.analyse(order.toFrame, order.finish, order.echo?.farFrames);
  }

  /** Closes its files, as the system does for one that has died. */
  [Symbol.dispose](): void {
    this.#server?.[Symbol.dispose]();
  }
}

type Watched = Pick<AnalysisClientOptions, "worker" | "onUpdate">;

function clientOf(
  { session, ...paths }: Meeting,
  stem: "mic" | "whole",
  about: { gate?: GateChoice; denoise?: boolean } & Partial<Watched>,
): AnalysisClient {
  const { gate = "auto", denoise = false, ...changes } = about;
  let files = 0;
  const next = (name: string) => join(session.folder, `${stem}.${name}${++files}.wav`);
  const echo = () => ({ farPath: session.stems.system ?? "", path: next("echoless") });
  const worker = new Worker();
  return new AnalysisClient({
    ...{ track: "mic", path: paths[stem], rnnoiseUrl },
    sound: soundOf({ ...session.settings().options, gate }),
    ...(stem === "mic" ? { echo } : {}),
    ...(denoise ? { denoise: () => ({ wasmUrl: rnnoiseUrl, path: next("clean") }) } : {}),
    worker: () => worker,
    onUpdate: () => {},
    ...changes,
  });
}

function read(stem: StemSource, frames: number): Promise<Float32Array> {
  return withOpenStems(
    { mic: { ...stem, frames } },
    ({ mic }) => mic?.read(0, frames) ?? new Float32Array(),
  );
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Long arrays: what differs is not to be printed. */
function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((sample, i) => sample === other[i]);
}

/** What was found out about a whole stem. */
function found({ analysis }: AnalysisClient) {
  const { levelDb, peakDb, opening, loss, removedVoiceSeconds, frames } = analysis;
  const { gains } = analysis.gainCurve(0, frames);
  return { levelDb, peakDb, opening, loss, removedVoiceSeconds, gains };
}

Deno.test("what is found out about both files is what is found out about one, however often they are heard", async () => {
  const { near, far } = makeConversation(9, 0.3);
  // Below the threshold are somebody far off, before the call is heard, and the call: one of them is speech.
  const voice = near.map((sample, i) => (i < 4 * RATE_HZ ? 0.1 : 3) * sample);
  using talk = await meeting(far.map((sample) => 0.4 * sample), voice);
  using call = await meeting(chatter(7, 1), new Float32Array(7 * RATE_HZ));
  const cases = [
    [talk, { gate: -25 }, {}],
    // Cleaning leaves nothing, and then the gate does not.
    [call, { gate: -10, denoise: true }, { loss: "silent", opening: "silent" }],
  ] as const;
  for (const [of, how, outcome] of cases) {
    const { frames } = of.session;
    const [both, one] = [clientOf(of, "mic", how), clientOf(of, "whole", how)];
    await Promise.all([both.end(frames), one.end(frames)]);
    const { loss, opening, removedVoiceSeconds } = found(both);
    assertEquals({ loss, opening }, { loss: undefined, opening: undefined, ...outcome });
    assertEquals(removedVoiceSeconds > 1, of === talk);
    assertEquals(found(both), found(one));
    assert((both.stem.changed?.fromFrame ?? 0) > 2 * RATE_HZ);
    assert(isSame(await read(both.stem, frames), await read(one.stem, frames)));
  }
});

/** Dies of an order before or after it is carried out, or has no room on the disk for all that it writes. */
class Mortal extends Worker {
  readonly #orders: { left: number };
  readonly #fate: "before" | "after" | "full";

  /** @param orders of all workers together until that happens */
  constructor(orders: { left: number }, fate: "before" | "after" | "full") {
    super();
    this.#orders = orders;
    this.#fate = fate;
  }

  override async order(order: AnalysisOrder): Promise<AnalysisUpdate> {
    const isLast = --this.#orders.left === 0;
    this.isDead ||= isLast && this.#fate !== "full";
    if (this.isDead && this.#fate === "before") this.#die();
    const update = await super.order(order);
    if (this.isDead) this.#die();
    if (!isLast) return update;
    const { path } = update.echoless ?? {};
    if (path !== undefined) Deno.truncateSync(path, Deno.statSync(path).size / 2);
    throw new Error("the disk is full");
  }

  #die(): never {
    this[Symbol.dispose]();
    throw new WorkerDiedError(this.#fate);
  }
}

Deno.test("whatever fails meanwhile, what is known of the stem is read without its echo, and all of it in the end", async () => {
  const frames = 10 * RATE_HZ;
  using talk = await meeting(chatter(10, 1), chatter(10, 9));
  const whole = await read({ path: talk.whole }, frames);
  for (const fate of ["before", "after", "full"] as const) {
    // The second order is the first that finds an echo.
    for (const left of [2, 3]) {
      const orders = { left };
      const reads: Promise<boolean>[] = [];
      let worker = new Mortal(orders, fate);
      const client = clientOf(talk, "mic", {
        worker: () => worker = worker.isDead ? new Mortal(orders, fate) : worker,
        onUpdate: () => {
          const { analysis: { frames }, stem } = client;
          reads.push(read(stem, frames).then((known) => isSame(known, whole.subarray(0, frames))));
        },
      });
      for (const seconds of [4, 8]) {
        client.grow(seconds * RATE_HZ, seconds * RATE_HZ);
        for (let turns = 0; turns < 9; turns++) await turn();
      }
      // What is full at the end is so no longer when the file is asked for again.
      await client.end(frames).catch(() => client.end(frames));
      assertEquals(orders.left <= 0, true);
      const name = `${fate} ${left}`;
      assert((await Promise.all(reads)).every(Boolean), name);
      assertEquals(client.analysis.frames, frames);
      // In another file than what failed.
      assertEquals(client.stem.changed?.path, join(talk.session.folder, "mic.echoless2.wav"));
      assert(isSame(await read(client.stem, frames), whole), name);
    }
  }
});
