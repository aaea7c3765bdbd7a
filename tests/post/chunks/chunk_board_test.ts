import type { ChunkTask } from "../../../post/chunks/chunk_order.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Mp3Tally } from "../../../formats/mp3_tally.ts";
import { ChunkBoard } from "../../../post/chunks/chunk_board.ts";
import { CHUNK_MP3_FRAMES, MP3_FRAME_SAMPLES } from "../../../post/chunks/chunk_shape.ts";
import type { Plan } from "../../../post/plan/plan.ts";

const CHUNK = CHUNK_MP3_FRAMES * MP3_FRAME_SAMPLES;
const RATE_HZ = 48_000;
/** Nothing is heard in it. */
const SOUND = { fromStep: 0, energies: new Float32Array(), truePeak: 0, peak: 0 };
const TALLY = new Mp3Tally().data;

/** A plan of `chunks` chunks and a little more. */
function plan(chunks: number, mic: number, final = false): Plan {
  const frames = chunks * CHUNK + 2 * MP3_FRAME_SAMPLES;
  return {
    rateHz: RATE_HZ,
    stemRateHz: RATE_HZ,
    layout: "stereo",
    channels: 2,
    frames,
    file: { fromFrame: 0, toFrame: frames },
    sessionFrames: frames,
    final,
    segments: [{ fromFrame: 0, toFrame: frames }],
    gainSteps: { mic, system: 0 },
    gateOpenings: {},
    cleaningLosses: {},
    gatedSpeech: [],
    boostLimited: [],
    ceilingsDb: {},
    highPassHz: 0,
    truePeakDb: Infinity,
  };
}

function board(settingsKey = "settings"): ChunkBoard {
  return new ChunkBoard({ folder: "/chunks", settingsKey });
}

/** Takes tasks until there are none, and does them. */
function doAll(board: ChunkBoard): ChunkTask[] {
  const tasks: ChunkTask[] = [];
  for (let [task] = board.next(); task; [task] = board.next()) {
    tasks.push(task);
    board.done(task, { tally: TALLY, sound: SOUND, peaks: {} });
  }
  return tasks;
}

/** The chunks that are to be made next, by their index. */
function nextIndexes(board: ChunkBoard, least?: number, most?: number): number[] {
  return board.next(least, most).map((task) => task.shape.index);
}

Deno.test("missing chunks are made oldest first, each once", () => {
  const it = board();
  it.update(plan(3, 0));
  assertEquals(it.progress, { chunksDone: 0, chunksTotal: 3, waiting: 3 });
  const [first] = it.next();
  assertEquals([first?.shape.index, nextIndexes(it)], [0, [1]]);
  assertEquals(it.progress, { chunksDone: 0, chunksTotal: 3, waiting: 1 });
  it.update(plan(4, 0));
  assertEquals([nextIndexes(it), nextIndexes(it), nextIndexes(it)], [[2], [3], []]);
  assert(first);
  it.done(first, { tally: TALLY, sound: SOUND, peaks: {} });
  assertEquals(it.progress, { chunksDone: 1, chunksTotal: 4, waiting: 0 });
});

Deno.test("a chunk that failed is given out again", () => {
  const it = board();
  it.update(plan(1, 0));
  const [task] = it.next();
  assert(task);
  it.failed(task);
  assertEquals(it.next(), [task]);
});

Deno.test("a changed gain makes chunks stale; they are made again newest first, once it has rested", () => {
  const it = board();
  it.update(plan(10, 0));
  const before = doAll(it);
  it.update(plan(10, -1));
  assertEquals(it.complete, false);
  assertEquals(it.next(), []);
  // 24 s later it has not rested for 30 s, 48 s later it has.
  it.update(plan(11, -1));
  assertEquals(doAll(it).map((task) => task.shape.index), [10]);
  it.update(plan(12, -1));
  assertEquals(doAll(it).map((task) => task.shape.index), [11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assert(it.complete);
  const paths = new Set(it.files.map((file) => file.path));
  assert(before.every((task) => !paths.has(task.path)));
});

Deno.test("chunks that follow one another are made in one go, so many and no more", () => {
  const it = board();
  it.update(plan(5, 0));
  const [first] = it.next();
  assertEquals(nextIndexes(it, 1, 3), [1, 2, 3]);
  assert(first);
  it.failed(first);
  assertEquals([nextIndexes(it, 1, 3), nextIndexes(it, 1, 3)], [[0], [4]]);
});

Deno.test("a missing chunk can wait for another; stale ones do not wait, and join from the newest backwards", () => {
  const it = board();
  it.update(plan(4, 0));
  doAll(it);
  it.update(plan(5, -1));
  assertEquals(nextIndexes(it, 2, 3), []);
  it.update(plan(6, -1));
  assertEquals(nextIndexes(it, 2, 3), [4, 5]);
  it.update(plan(7, -1));
  assertEquals([nextIndexes(it, 2, 3), nextIndexes(it, 2, 3)], [[1, 2, 3], [0]]);
});

Deno.test("a gate that is opened or works again makes all chunks stale as a gain does, those that wait too", () => {
  const it = board();
  const open = (chunks: number): Plan => ({ ...plan(chunks, 0), gateOpenings: { mic: "silent" } });
  it.update(open(2));
  assertEquals(it.next(3, 4), []);
  it.update(plan(3, 0));
  const made = it.next(3, 4);
  assertEquals(made.length, 3);
  for (const task of made) it.done(task, { tally: TALLY, sound: SOUND, peaks: {} });
  it.update({ ...open(5), final: true });
  assertEquals(nextIndexes(it, 1, 9), [3, 4, 5]);
  assertEquals(nextIndexes(it, 1, 9), [0, 1, 2]);
});

Deno.test("a plan that has become shorter has no chunks behind its end", () => {
  const it = board();
  it.update(plan(5, 0));
  doAll(it);
  it.update(plan(3, 0));
  assertEquals(it.progress, { chunksDone: 3, chunksTotal: 3, waiting: 0 });
});

Deno.test("gains rest also while silence is cut and the programme does not grow", () => {
  const it = board();
  it.update(plan(2, 0));
  doAll(it);
  const quiet = plan(2, -1);
  it.update(quiet);
  it.update({ ...quiet, sessionFrames: quiet.sessionFrames + 29 * RATE_HZ });
  assertEquals(it.next(), []);
  it.update({ ...quiet, sessionFrames: quiet.sessionFrames + 30 * RATE_HZ });
  assertEquals(doAll(it).length, 2);
});

Deno.test("a gain that changes again begins its rest anew", () => {
  const it = board();
  it.update(plan(60, 0));
  doAll(it);
  it.update(plan(60, -1));
  it.update(plan(61, -2));
  it.update(plan(62, -2));
  assertEquals(doAll(it).map((task) => task.shape.index), [60, 61]);
  it.update(plan(63, -2));
  assertEquals(doAll(it).length, 1 + 60);
});

Deno.test("at the end stale chunks are made at once, and the last one has its own shape", () => {
  const it = board();
  it.update(plan(4, 0));
  doAll(it);
  it.update(plan(4, -3, true));
  assertEquals(doAll(it).map((task) => [task.shape.index, task.shape.keepMp3Frames]), [
    [4, 3],
    [3, 1_000],
    [2, 1_000],
    [1, 1_000],
    [0, 1_000],
  ]);
  assertEquals([it.complete, it.files.length], [true, 5]);
});

Deno.test("a chunk that went stale while it was made is still made again", () => {
  const it = board();
  it.update(plan(1, 0));
  const [task] = it.next();
  assert(task);
  it.update(plan(1, -1));
  assertEquals(it.done(task, { tally: TALLY, sound: SOUND, peaks: {} }), undefined);
  assertEquals(it.complete, false);
  it.update(plan(1, -1, true));
  const [again] = it.next();
  assertEquals(again?.shape.index, 1);
  assertEquals(nextIndexes(it), [0]);
});

Deno.test("a chunk that a shorter plan drops while it is made is not given out to a second one", () => {
  const it = board();
  it.update(plan(2, 0));
  const [first, second] = it.next(1, 2);
  assert(first && second);
  it.update(plan(1, -1));
  it.update(plan(2, 0));
  assertEquals(it.next(), []);
  it.done(first, { tally: TALLY, sound: SOUND, peaks: {} });
  it.failed(second);
  assertEquals(it.next(), [second]);
});

Deno.test("the file of a stale chunk is of no use once the new one is there", () => {
  const it = board();
  it.update(plan(1, 0, true));
  const [first] = doAll(it);
  it.update(plan(1, -1, true));
  const [stale] = it.next();
  assert(stale && first);
  assertEquals(stale.shape.index, 1);
  const [other] = it.next();
  assert(other);
  assertEquals(it.done(other, { tally: TALLY, sound: SOUND, peaks: {} }), first.path);
  assertEquals([it.uses(first.path), it.uses(other.path)], [false, true]);
});

Deno.test("the name tells contents apart: gains, settings, place, and what the session's end changes", () => {
  const path = (settings: string, of: Plan, index: number) => {
    const it = board(settings);
    it.update(of);
    return doAll(it).find((task) => task.shape.index === index)?.path;
  };
  const base = path("a", plan(2, 0), 0);
  assertEquals(base, path("a", plan(5, 0), 0));
  assertEquals(base, path("a", plan(2, 0, true), 0));
  assertNotEquals(base, path("b", plan(2, 0), 0));
  assertNotEquals(base, path("a", plan(2, 1), 0));
  assertNotEquals(base, path("a", { ...plan(2, 0), layout: "split" }, 0));
  const exact = {
    ...plan(1, 0, true),
    frames: CHUNK,
    segments: [{ fromFrame: 0, toFrame: CHUNK }],
  };
  assertNotEquals(base, path("a", exact, 0));
});

Deno.test("the leading files are those of the first chunks, as far as all are right", () => {
  const it = board();
  it.update(plan(3, 0));
  const tasks = it.next(1, 3);
  const [first, second, third] = tasks;
  assert(first && second && third);
  it.done(first, { tally: TALLY, sound: SOUND, peaks: {} });
  it.done(third, { tally: TALLY, sound: SOUND, peaks: {} });
  assertEquals(it.leadingFiles.map((file) => file.path), [first.path]);
  it.done(second, { tally: TALLY, sound: SOUND, peaks: {} });
  assertEquals(it.leadingFiles.map((file) => file.path), tasks.map((task) => task.path));
  it.update(plan(3, 1));
  assertEquals(it.leadingFiles, []);
});

Deno.test("the revision moves whenever the leading files do, and stands still while the programme only grows", () => {
  const it = board();
  let [before, files] = [it.revision, it.leadingFiles.map(({ path }) => path).join()];
  const hasMoved = () => {
    const [revision, now] = [it.revision, it.leadingFiles.map(({ path }) => path).join()];
    const result = { revision: revision !== before, files: now !== files };
    [before, files] = [revision, now];
    return result;
  };
  it.update(plan(2, 0));
  hasMoved();
  doAll(it);
  assertEquals(hasMoved(), { revision: true, files: true });
  for (const chunks of [3, 4, 5]) it.update(plan(chunks, 0));
  assertEquals(hasMoved(), { revision: false, files: false });
  it.update(plan(5, 1));
  assertEquals(hasMoved(), { revision: true, files: true });
  it.update(plan(5, 0));
  assertEquals(hasMoved(), { revision: true, files: true });
  it.update(plan(1, 0));
  assertEquals(hasMoved(), { revision: true, files: true });
});

Deno.test("what a track gave to all chunks is the most that it gave to one", () => {
  const it = board();
  it.update(plan(2, 0));
  const [first, second] = it.next(1, 2);
  assert(first && second);
  it.done(first, { tally: TALLY, sound: SOUND, peaks: { mic: 0.5 } });
  it.done(second, { tally: TALLY, sound: SOUND, peaks: { mic: 0.2, system: 0.1 } });
  assertEquals(it.peaks, { mic: 0.5, system: 0.1 });
});
