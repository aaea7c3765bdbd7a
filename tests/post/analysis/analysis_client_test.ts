import type { AnalysisOrder } from "../../../post/analysis/analysis_order.ts";
import { assertEquals, assertRejects } from "@std/assert";
import type { AnalysisUpdate } from "../../../post/analysis/analysis_update.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { AnalysisServer } from "../../../post/analysis/analysis_server.ts";
import { AnalysisClient, type AnalysisWorker } from "../../../post/analysis/analysis_client.ts";
import { WorkerDiedError } from "../../../post/workers/worker_client.ts";
import { builtUrl } from "../../../ffi/bundle/manifest.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { noise, talk, TestSession } from "../stems.ts";

/** A worker in this thread, which dies at its n-th order. */
class FakeWorker implements AnalysisWorker {
  orders: AnalysisOrder[] = [];
  dead = false;
  #server: AnalysisServer | undefined;
  readonly #diesAt: number;

  constructor(diesAt = Infinity) {
    this.#diesAt = diesAt;
  }

  order(order: AnalysisOrder): Promise<AnalysisUpdate> {
    this.orders.push(order);
    this.dead ||= this.orders.length >= this.#diesAt;
    if (this.dead) return Promise.reject(new WorkerDiedError("gone"));
    if (!this.#server?.goesOnWith(order)) this.#server = new AnalysisServer(order);
    return Promise.resolve(this.#server.analyse(order.toFrame, order.finish));
  }

  close(): void {
    this.#server?.analyse(0, true);
  }
}

/** Lets what was asked for be done. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

function clientOf(
  session: TestSession,
  workers: FakeWorker[],
  onUpdate = () => {},
  gate: "auto" | number = "auto",
) {
  const { options, stems } = session.settings();
  return new AnalysisClient({
    track: "mic",
    path: stems.mic ?? "",
    sound: soundOf({ ...options, gate }),
    rnnoiseUrl: builtUrl("rnnoise.wasm").href,
    worker: () => {
      while (workers[0]?.dead && workers.length > 1) workers.shift();
      return workers[0] as FakeWorker;
    },
    onUpdate,
  });
}

Deno.test("a stem is analysed in steps of four seconds or more, and to its end", async () => {
  await using session = await TestSession.talking(10 * 48_000 + 3);
  const worker = new FakeWorker();
  const it = clientOf(session, [worker]);
  for (let frames = 0; frames <= 9 * 48_000; frames += 9_600) {
    it.grow(frames);
    await Promise.resolve();
  }
  await it.end(session.frames);
  const ends = worker.orders.map((order) => order.toFrame);
  assertEquals(ends.at(-1), session.frames);
  const steps = ends.slice(0, -1).map((end, i) => end - (ends[i - 1] ?? 0));
  assertEquals(steps.every((step) => step >= 4 * 48_000), true);
  assertEquals([it.analysis.finished, it.analysis.frames], [true, session.frames]);
});

Deno.test("what becomes known in the instant in which a step ends is not missed", async () => {
  await using session = await TestSession.talking(8 * 48_000);
  const worker = new FakeWorker();
  const it = clientOf(session, [worker]);
  it.grow(10);
  it.grow(4 * 48_000);
  await it.end(session.frames);
  assertEquals(worker.orders.map((order) => order.toFrame), [4 * 48_000, 8 * 48_000]);
});

Deno.test({
  name: "a stem that is put back under its name, as another file, is analysed further",
  // Open files have no names there that could be taken from them.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using session = await TestSession.talking(5 * 48_000);
    const it = clientOf(session, [new FakeWorker()]);
    it.grow(5 * 48_000);
    await turn();
    Deno.removeSync(session.stems.mic ?? "");
    // As long as that is not there, or not as long, nothing is missed.
    it.grow(10 * 48_000);
    await turn();
    session.write("mic", talk(48_000, 1, 48_000, 1));
    it.grow(15 * 48_000);
    await turn();
    Deno.removeSync(session.stems.mic ?? "");
    session.write("mic", talk(20 * 48_000, 1, 48_000, 1));
    await it.end(20 * 48_000);
    const whole = clientOf(session, [new FakeWorker()]);
    await whole.end(20 * 48_000);
    assertEquals(it.analysis.frames, 20 * 48_000);
    const curve = it.analysis.gainCurve(0, 20 * 48_000);
    assertEquals(curve, whole.analysis.gainCurve(0, 20 * 48_000));
  },
});

Deno.test("when the worker dies another one begins anew, and the analysis is the same", async () => {
  await using session = await TestSession.talking(6 * 48_000);
  const whole = clientOf(session, [new FakeWorker()]);
  await whole.end(session.frames);
  const dying = new FakeWorker(3);
  const settled: number[] = [];
  const it = clientOf(session, [dying, new FakeWorker()], () => {
    settled.push(it.analysis.settledFrames);
  });
  for (let second = 1; second <= 6; second++) {
    it.grow(second * 48_000);
    await turn();
  }
  await it.end(session.frames);
  dying.close();
  assertEquals(it.analysis.levelDb, whole.analysis.levelDb);
  const curve = it.analysis.gainCurve(0, session.frames);
  assertEquals(curve, whole.analysis.gainCurve(0, session.frames));
  // What has been settled never becomes less.
  assertEquals(settled, settled.toSorted((a, b) => a - b));
});

Deno.test("a stem that cannot be read for a moment is analysed further a minute later", async () => {
  await using session = await TestSession.talking(20 * 48_000);
  const path = session.stems.mic ?? "";
  const whole = await Deno.readFile(path);
  Deno.truncateSync(path);
  const worker = new FakeWorker();
  const it = clientOf(session, [worker]);
  it.grow(5 * 48_000);
  await turn();
  await Deno.writeFile(path, whole);
  it.grow(64 * 48_000);
  await turn();
  assertEquals([worker.orders.length, it.analysis.frames], [1, 0]);
  it.grow(65 * 48_000);
  await turn();
  assertEquals([worker.orders.length, it.analysis.frames], [2, session.frames]);
  worker.close();
});

Deno.test("a cleaning that failed is begun anew, into another file: a part of the one before may be missing", async () => {
  await using session = await TestSession.talking(10 * 48_000);
  const orders: AnalysisOrder[] = [];
  const servers = new Map<string | undefined, AnalysisServer>();
  const worker: AnalysisWorker = {
    order: ({ denoise, ...order }) => {
      orders.push({ ...order, ...(denoise ? { denoise } : {}) });
      if (orders.length === 2) return Promise.reject(new Error("the disk is full"));
      const server = servers.get(denoise?.path) ?? new AnalysisServer(order);
      servers.set(denoise?.path, server);
      return Promise.resolve(server.analyse(order.toFrame, order.finish));
    },
  };
  let files = 0;
  const { options, stems } = session.settings();
  const it = new AnalysisClient({
    ...{ track: "mic", path: stems.mic ?? "", sound: soundOf(options) },
    denoise: () => ({ wasmUrl: "", path: `${++files}` }),
    worker: () => worker,
    onUpdate: () => {},
  });
  for (const frames of [5 * 48_000, 9 * 48_000]) {
    it.grow(frames);
    await turn();
  }
  assertEquals(it.stem, { path: "1" });
  await it.end(session.frames);
  assertEquals(orders.map(({ denoise }) => denoise?.path), ["1", "1", "2"]);
  assertEquals([it.stem.path, it.analysis.frames], ["2", session.frames]);
  for (const server of servers.values()) server[Symbol.dispose]();
});

Deno.test("workers that die at the end, after others did before, are given up too", async () => {
  await using session = await TestSession.talking(5 * 48_000);
  const it = clientOf(session, Array.from({ length: 10 }, () => new FakeWorker(1)));
  it.grow(5 * 48_000);
  await turn();
  await assertRejects(() => it.end(session.frames), WorkerDiedError);
});

Deno.test("a stem on which one worker after the other dies is given up", async () => {
  await using session = await TestSession.talking(48_000);
  const it = clientOf(session, [new FakeWorker(1), new FakeWorker(1), new FakeWorker(1)]);
  await assertRejects(() => it.end(session.frames), WorkerDiedError);
});

/** Nobody, and from a frame on somebody. */
function lateWord(seconds: number, fromSeconds: number): Float32Array {
  const random = noise(4);
  const samples = Float32Array.from({ length: seconds * 48_000 }, () => 0.001 * random());
  if (fromSeconds < seconds) {
    const { near } = makeConversation(seconds - fromSeconds, 0.3);
    samples.set(near.subarray(0, samples.length - fromSeconds * 48_000), fromSeconds * 48_000);
  }
  return samples;
}

Deno.test("a side of which nothing would be heard is known with the gate open all the while", async () => {
  await using session = await TestSession.make();
  session.write("mic", lateWord(9, Infinity));
  const worker = new FakeWorker();
  const it = clientOf(session, [worker]);
  it.grow(8 * 48_000);
  await turn();
  assertEquals([it.analysis.opening, it.analysis.isSilent], ["silent", false]);
  await it.end(session.frames);
  assertEquals([it.analysis.opening, it.analysis.isSilent], ["silent", false]);
  assertEquals([it.analysis.finished, it.analysis.frames], [true, session.frames]);
  // Once: who stops does not wait for it.
  const frames = worker.orders.map(({ toFrame }) => toFrame);
  assertEquals(frames, [8 * 48_000, session.frames]);
});

Deno.test("once somebody speaks it is known with the gate that was asked for, without another look", async () => {
  await using session = await TestSession.make();
  session.write("mic", lateWord(16, 8));
  const worker = new FakeWorker();
  const it = clientOf(session, [worker]);
  for (const seconds of [7, 11, 15]) {
    it.grow(seconds * 48_000);
    await turn();
    if (seconds === 7) assertEquals(it.analysis.opening, "silent");
  }
  await it.end(session.frames);
  assertEquals(worker.orders.map(({ toFrame }) => toFrame / 48_000), [7, 11, 15, 16]);
  assertEquals(it.analysis.opening, undefined);
  const whole = clientOf(session, [new FakeWorker()]);
  await whole.end(session.frames);
  const curve = it.analysis.gainCurve(0, session.frames);
  assertEquals(curve, whole.analysis.gainCurve(0, session.frames));
});

/** More speech than can be a mistake. */
const REMOVED = { removedVoiceSeconds: 6, leastRemovedVoiceSeconds: 6 };

Deno.test("a gate that removes much speech is opened while the stem grows, without another look", async () => {
  await using session = await TestSession.talking(12 * 48_000);
  const inner = new FakeWorker();
  const worker: AnalysisWorker = {
    order: async (order) => ({ ...await inner.order(order), ...REMOVED }),
  };
  const { options, stems } = session.settings();
  const it = new AnalysisClient({
    ...{ track: "mic", path: stems.mic ?? "", sound: soundOf(options) },
    worker: () => worker,
    onUpdate: () => {},
  });
  it.grow(5 * 48_000);
  await turn();
  assertEquals(it.analysis.opening, "speech");
  await it.end(session.frames);
  assertEquals([it.analysis.opening, it.analysis.finished], ["speech", true]);
  assertEquals(inner.orders.map(({ toFrame }) => toFrame / 48_000), [5, 12]);
  const gains = it.analysis.gainCurve(0, session.frames).gains;
  assertEquals(gains.every((gain) => gain > 0), true);
});

Deno.test("of a threshold that lets nothing through the gate is opened at the end", async () => {
  await using session = await TestSession.talking(9 * 48_000);
  const worker = new FakeWorker();
  const it = clientOf(session, [worker], () => {}, -1);
  it.grow(5 * 48_000);
  await turn();
  assertEquals([it.analysis.opening, it.analysis.isSilent], [undefined, true]);
  await it.end(session.frames);
  assertEquals([it.analysis.opening, it.analysis.isSilent], ["silent", false]);
  assertEquals(worker.orders.map(({ sound }) => sound.gate), [-1, -1, "off"]);
});

Deno.test("a stem that is to be heard again and is gone, or has become shorter, is what the error names", async () => {
  for (const left of [0, 3 * 48_000]) {
    await using session = await TestSession.talking(5 * 48_000);
    const path = session.stems.mic ?? "";
    const inner = new FakeWorker();
    const worker: AnalysisWorker = {
      order(order) {
        const isAgain = inner.orders.length === 1;
        if (isAgain && left === 0) Deno.removeSync(path);
        if (isAgain && left > 0) Deno.truncateSync(path, 4 * left);
        return inner.order(order);
      },
    };
    const { options } = session.settings();
    const it = new AnalysisClient({
      ...{ track: "mic", path, sound: soundOf({ ...options, gate: -1 }) },
      worker: () => worker,
      onUpdate: () => {},
    });
    const whole = await Deno.readFile(path);
    await assertRejects(() => it.end(session.frames), Deno.errors.InvalidData, path);
    // Once it is there again all is well.
    await Deno.writeFile(path, whole);
    await it.end(session.frames);
    assertEquals([it.analysis.opening, it.analysis.frames], ["silent", session.frames]);
  }
});
