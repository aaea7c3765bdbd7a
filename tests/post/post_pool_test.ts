import { makeRenderJob } from "../../post/plan/order_render.ts";
import type { WavOrder } from "../../post/render/wav_order.ts";
import type { AnalysisOrder } from "../../post/analysis/analysis_order.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../../scripts/stage/sound_options.ts";
import { makePlan } from "../../post/plan/plan.ts";
import { PostPool } from "../../post/post_pool.ts";
import { WorkerDiedError } from "../../post/workers/worker_client.ts";
import { TestSession } from "./stems.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

const SOUND = soundOf(SOUND_OPTIONS);
const MORTAL = "tests/post/mortal_worker.ts";

function analysis(track: TrackName): AnalysisOrder {
  return { type: "analysis", track, path: "", sound: SOUND, toFrame: 0, finish: false };
}

/** An order of which as many workers die as the file at `path` says. */
function deadly(path: string): WavOrder {
  const job = makeRenderJob(makePlan([], SOUND), [], 0, 0);
  return { type: "wav", job, stems: {}, bits: 16, path, origin: { originator: "confrec" } };
}

async function withLives(lives: number, body: (path: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = `${folder}/lives`;
    await Deno.writeTextFile(path, `${lives}`);
    await body(path);
  });
}

Deno.test("a pool of one follows all tracks and renders in the same worker", () =>
  withLives(0, async (path) => {
    await using pool = new PostPool(1, { module: MORTAL });
    await pool.analyst("mic").order(analysis("mic"));
    const update = await pool.analyst("system").order(analysis("system"));
    assertEquals(update.frames, 2);
    assertEquals((await pool.writeWav(deadly(path), () => {})).frames, 2);
  }));

Deno.test("a pool of two gives each track its own worker, and keeps it", () =>
  withLives(0, async () => {
    await using pool = new PostPool(2, { module: MORTAL });
    assertEquals((await pool.analyst("mic").order(analysis("mic"))).frames, 1);
    assertEquals((await pool.analyst("system").order(analysis("system"))).frames, 1);
    assertEquals((await pool.analyst("mic").order(analysis("mic"))).frames, 2);
    assertEquals(pool.analyst("mic"), pool.analyst("mic"));
  }));

Deno.test("where listening takes all of a worker's time it renders nothing until its track has ended", () =>
  withLives(0, async (path) => {
    await using pool = new PostPool(2, { module: MORTAL, analystsRender: false });
    await pool.analyst("mic").order(analysis("mic"));
    assertEquals([pool.hasIdleWorker, pool.acceptsChunks], [true, true]);
    await pool.analyst("system").order(analysis("system"));
    assertEquals([pool.hasIdleWorker, pool.acceptsChunks], [false, false]);
    await pool.analyst("system").order({ ...analysis("system"), finish: true });
    assertEquals([pool.hasIdleWorker, pool.acceptsChunks], [true, true]);
    const rendered = pool.writeWav(deadly(path), () => {});
    assertEquals([pool.hasIdleWorker, pool.acceptsChunks], [false, false]);
    assertEquals((await rendered).frames, 2);
  }));

Deno.test("beside a recording workers that follow a track render between its orders", () =>
  withLives(0, async (path) => {
    await using pool = new PostPool(2, { module: MORTAL });
    await pool.analyst("mic").order(analysis("mic"));
    await pool.analyst("system").order(analysis("system"));
    const rendered = [1, 2].map(() => pool.writeWav(deadly(path), () => {}));
    assertEquals([pool.hasIdleWorker, pool.acceptsChunks], [false, false]);
    assertEquals((await Promise.all(rendered)).map(({ frames }) => frames), [1, 1]);
  }));

Deno.test("an order of which a worker died is done by the next one", () =>
  withLives(2, async (path) => {
    await using pool = new PostPool(1, { module: MORTAL });
    const before = pool.analyst("mic");
    await before.order(analysis("mic"));
    assertEquals((await pool.writeWav(deadly(path), () => {})).frames, 0);
    await assertRejects(() => before.order(analysis("mic")), WorkerDiedError);
    const after = pool.analyst("mic");
    assertNotEquals(after, before);
    assertEquals((await after.order(analysis("mic"))).frames, 1);
  }));

Deno.test("an order of which three workers died is given up, and the pool goes on", () =>
  withLives(3, async (path) => {
    await using pool = new PostPool(1, { module: MORTAL });
    await assertRejects(() => pool.writeWav(deadly(path), () => {}), WorkerDiedError, "dies of it");
    assertEquals(pool.acceptsChunks, true);
    assertEquals((await pool.writeWav(deadly(path), () => {})).frames, 0);
  }));

Deno.test("a worker goes on with the track it follows, and begins anew to clean it into another file", async () => {
  await using session = await TestSession.talking(20_000);
  await using pool = new PostPool(1);
  const { options, stems } = session.settings();
  const sound = soundOf(options);
  const listen = async (toFrame: number, name: string, finish = false) => {
    const path = join(session.folder, name);
    const { frames, fromHop } = await pool.analyst("mic").order({
      ...{ type: "analysis", track: "mic", path: stems.mic ?? "", sound, toFrame, finish },
      denoise: { wasmUrl: builtUrl("rnnoise.wasm").href, path },
    });
    using cleaned = WavReader.open(path);
    return { isAll: cleaned.info.frames === frames, fromHop, frames };
  };
  const first = await listen(5_000, "a.wav");
  const more = await listen(15_000, "a.wav");
  const anew = await listen(5_000, "b.wav");
  assert(more.frames > first.frames);
  assertEquals([first.isAll, more.isAll, anew], [true, true, first]);
  // Closes the files, so that they can be removed everywhere.
  assertEquals((await listen(20_000, "b.wav", true)).frames, 20_000);
});

Deno.test("a closed pool takes no orders", async () => {
  const pool = new PostPool(1, { module: MORTAL });
  await pool.close();
  assertEquals(pool.acceptsChunks, false);
  await assertRejects(() => pool.writeWav(deadly("x"), () => {}), WorkerDiedError);
});
