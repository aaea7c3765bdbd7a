import { makeRenderJob } from "../../../post/plan/order_render.ts";
import type { WavOrder } from "../../../post/render/wav_order.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { WavReader } from "../../../formats/wav_reader.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../../../scripts/stage/sound_options.ts";
import { makePlan } from "../../../post/plan/plan.ts";
import { writeWav } from "../../../post/render/wav_output.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 48_000;

/** Silence of so many seconds: what is rendered is another test's business. */
function order(path: string, seconds: number): WavOrder {
  const sound = soundOf({ ...SOUND_OPTIONS, channels: "mono" });
  const job = makeRenderJob(makePlan([], sound), [], 0, 0);
  const toFrame = seconds * RATE_HZ;
  return {
    type: "wav",
    job: { ...job, toFrame },
    stems: {},
    bits: 24,
    path,
    origin: { originator: "confrec" },
  };
}

Deno.test("a long WAV file tells how far it is, and stops when it is cancelled", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.wav`;
    const told: number[] = [];
    const { frames } = await writeWav(order(path, 150), {
      signal: new AbortController().signal,
      progress: (value) => told.push(value / RATE_HZ),
    });
    assertEquals([frames, told], [150 * RATE_HZ, [60, 120]]);
    using reader = WavReader.open(path);
    assertEquals([reader.info.frames, reader.info.bits], [150 * RATE_HZ, 24]);

    const controller = new AbortController();
    const cancelled = writeWav(order(path, 300), {
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await assertRejects(() => cancelled, DOMException);
  });
});
