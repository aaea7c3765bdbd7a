import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../../formats/wav_reader.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { AnalysisClient, type AnalysisWorker } from "../../../post/analysis/analysis_client.ts";
import type { AnalysisOrder } from "../../../post/analysis/analysis_order.ts";
import { AnalysisServer } from "../../../post/analysis/analysis_server.ts";
import { StemCanceller } from "../../../post/analysis/stem_canceller.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { Programme } from "../../../post/programme.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { chatter, heard, levelDb, plus, RATE_HZ, wayOf } from "../../dsp/echo/echo_signals.ts";
import { randomPieces, whiteNoise } from "../../dsp/signals.ts";
import { TestSession } from "../stems.ts";

/** A call from a second on, and a microphone that hears it 10 ms later, and somebody from second 4 on. */
function meeting(seconds: number, callFrom = 0) {
  const far = chatter(seconds, 1).fill(0, 0, callFrom * RATE_HZ);
  const near = chatter(seconds, 9);
  near.fill(0, 0, 4 * RATE_HZ);
  const noise = whiteNoise(far.length, 10 ** (-72 / 20));
  return { far, mic: plus(plus(heard(far, wayOf(480, 2)), near), noise) };
}

/** Long arrays: what differs is not to be printed. */
function isSame(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** The call as the computer's stem has it: on both channels alike. */
function stereo(far: Float32Array): Float32Array {
  return Float32Array.from({ length: 2 * far.length }, (_, i) => far[i >> 1] ?? 0);
}

function writeStereo(path: string, far: Float32Array): void {
  const format = { rateHz: RATE_HZ, channels: 2, encoding: "float32", overwrite: true } as const;
  using writer = WavWriter.create(path, format);
  writer.write(stereo(far));
  writer.finish();
}

/** What comes out: the microphone's own stem, and from where on it differs, what was written of it. */
function cancel(far: Float32Array, mic: Float32Array, pieces: [number, number][]) {
  return withFolder((folder) => {
    const [path, farPath] = [`${folder}/echoless.wav`, `${folder}/system.wav`];
    writeStereo(farPath, far);
    using canceller = new StemCanceller({ farPath, path, farFrames: 0 }, RATE_HZ, mic.length);
    for (const [from, to] of pieces) {
      assertEquals(canceller.reach(to, Infinity), to);
      canceller.push(mic.subarray(from, to));
    }
    canceller.finish();
    const { changed, found } = canceller;
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    if (!changed) return { output: mic, found, changed, names };
    assertEquals(changed.path, path);
    using reader = WavReader.open(path);
    const output = Float32Array.from(mic);
    const written = reader.read(0, mic.length + 1);
    assertEquals(written.length, mic.length - changed.fromFrame);
    output.set(written, changed.fromFrame);
    return { output, found, changed, names };
  });
}

Deno.test("as many frames come out as went in, each at its place, in any pieces the same", async () => {
  const { far, mic } = meeting(6);
  const whole = await cancel(far, mic, [[0, mic.length]]);
  assertEquals(whole.output.length, mic.length);
  const pieces = await cancel(far, mic, randomPieces(mic.length, 50_000, 3));
  assert(isSame(pieces.output, whole.output));
  assert(levelDb(mic, 2, 4) - levelDb(whole.output, 2, 4) > 25);
  assert(whole.found.seconds > 5 && whole.found.leftAloneSeconds < 1);
  for (const frames of [0, 1, 1_024, 30_001]) {
    const short = mic.subarray(0, frames);
    const { output } = await cancel(far, short, frames ? [[0, frames]] : []);
    assertEquals(output.length, frames);
  }
});

Deno.test("a file is written only from the first frame on that differs, and none without an echo", async () => {
  const { far, mic } = meeting(12);
  // For six seconds nobody else is heard.
  far.fill(0, 0, 6 * RATE_HZ);
  const late = plus(heard(far, wayOf(480, 2)), chatter(12, 9));
  const { changed, output } = await cancel(far, late, [[0, late.length]]);
  assert(changed && changed.fromFrame > 5.5 * RATE_HZ, JSON.stringify(changed));
  assert(isSame(output.subarray(0, changed.fromFrame), late.subarray(0, changed.fromFrame)));
  assert(!isSame(output, late));
  const pieces = await cancel(far, late, randomPieces(late.length, 50_000, 5));
  assertEquals(pieces.changed?.fromFrame, changed.fromFrame);
  assert(isSame(pieces.output, output));
  const { names } = await cancel(new Float32Array(mic.length), mic, [[0, mic.length]]);
  assertEquals(names, ["system.wav"]);
});

Deno.test("it waits for a call's stem that is behind, and takes one that has ended for silence from there on", async () => {
  await withFolder((folder) => {
    const [path, farPath] = [`${folder}/echoless.wav`, `${folder}/system.wav`];
    using canceller = new StemCanceller({ farPath, path, farFrames: 0 }, RATE_HZ, RATE_HZ);
    assertEquals(canceller.reach(1_000, 500), 0);
    writeStereo(farPath, new Float32Array(400));
    assertEquals(canceller.reach(1_000, 500), 400);
    assertEquals(canceller.reach(300, 500), 300);
    assertEquals(canceller.reach(1_000, Infinity), 1_000);
    canceller.push(new Float32Array(1_000));
    assertEquals(canceller.finish().length, 1_000);
  });
});

Deno.test("live and afterwards the programme is the same, and says what was heard of the call", async () => {
  // What is changed begins within the second chunk.
  const { far, mic } = meeting(9, 3);
  using session = await TestSession.make();
  session.write("mic", mic);
  session.write("system", stereo(far));
  const chunkMp3Frames = 100;
  const options = { ...session.settings().options, echo: "auto" } as const;
  const offline = await session.make({ chunkMp3Frames, options });
  const chunksFolder = `${session.folder}/live`;
  await Deno.mkdir(chunksFolder);
  await using programme = new Programme(
    session.settings({ mode: "live", chunksFolder, chunkMp3Frames, options }),
  );
  for (let frames = 0; frames < session.frames; frames += 60_000) {
    programme.grow({ mic: frames, system: Math.max(0, frames - 50_000) });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const { echo } = await programme.finish(session.finishing);
  assert(isSame(await Deno.readFile(session.target), offline));
  assert(echo && echo.seconds > 5 && echo.levelDb - echo.leftDb > 10, JSON.stringify(echo));
});

Deno.test("without an echo the file is that of --echo off, to the byte", async () => {
  using session = await TestSession.make();
  session.write("mic", chatter(6, 9));
  session.write("system", stereo(chatter(6, 1)));
  const { options } = session.settings();
  const chunkMp3Frames = 100;
  const made = await session.make({ chunkMp3Frames, options: { ...options, echo: "auto" } });
  assert(
    isSame(made, await session.make({ options: { ...options, echo: "off" }, chunkMp3Frames })),
  );
});

/** The analysis of a microphone's whole stem, without the call's echo. */
async function analyse(session: TestSession, gate: "off" | number) {
  const orders: AnalysisOrder[] = [];
  const worker: AnalysisWorker = {
    order(order) {
      orders.push(order);
      return Promise.resolve(new AnalysisServer(order).analyse(order.toFrame, order.finish));
    },
  };
  const { options, stems: { mic = "", system = "" } } = session.settings();
  const path = join(session.folder, `echoless${gate}.wav`);
  const client = new AnalysisClient({
    ...{ track: "mic", path: mic, sound: soundOf({ ...options, gate }) },
    echo: () => ({ farPath: system, path }),
    worker: () => worker,
    onUpdate: () => {},
  });
  await client.end(session.frames);
  return { client, orders, mic, path };
}

Deno.test("a stem that is analysed again is read without its echo, from both files", async () => {
  await using session = await TestSession.make();
  const far = chatter(12, 1);
  far.fill(0, 0, 5 * RATE_HZ);
  session.write("mic", plus(heard(far, wayOf(480, 2)), whiteNoise(far.length, 10 ** (-72 / 20))));
  session.write("system", stereo(far));
  const open = await analyse(session, "off");
  const { client, orders: [first, again, ...more], mic, path } = await analyse(session, -1);
  const fromFrame = open.client.stem.changed?.fromFrame ?? 0;
  assert(fromFrame > 4 * RATE_HZ, `${fromFrame}`);
  const changed = { path, fromFrame };
  assertEquals([first?.echo?.path, first?.changed, more], [path, undefined, []]);
  assertEquals([again?.echo, again?.changed], [undefined, changed]);
  assertEquals(client.stem, { path: mic, changed });
  assertEquals(client.analysis.opening, "silent");
  const both = [client.analysis, open.client.analysis].map((analysis) => [
    ...[analysis.levelDb, analysis.peakDb],
    analysis.gainCurve(0, session.frames),
  ]);
  assertEquals(both[0], both[1]);
});
