import { assertEquals, assertRejects } from "@std/assert";
import { withOpenStems } from "../../../post/ground/open_stems.ts";
import { join } from "node:path";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { TestSession } from "../stems.ts";

Deno.test("a stem that is gone, or not as long as it was, is not taken for silence", async () => {
  await using session = await TestSession.talking(4_800);
  const path = session.stems.mic ?? "";
  const use = (frames: number) =>
    withOpenStems({ mic: { path, frames } }, (stems) => stems.mic?.read(0, 9_600).length);
  assertEquals(await use(4_800), 4_800);
  // It has grown since.
  assertEquals(await use(4_000), 4_800);
  await assertRejects(() => use(4_801), Deno.errors.InvalidData, "bring it back");
  await Deno.remove(path);
  await assertRejects(() => use(1), Deno.errors.InvalidData, "bring it back");
});

Deno.test("a stem that was changed is read from both files, and neither may be missing", async () => {
  await using session = await TestSession.talking(4_800);
  const path = session.stems.mic ?? "";
  const changed = { path: join(session.folder, "changed.wav"), fromFrame: 4_000 };
  const format = { rateHz: 48_000, channels: 1, encoding: "float32" } as const;
  {
    using writer = WavWriter.create(changed.path, format);
    writer.write(new Float32Array(900).fill(0.25));
  }
  const heard = (frames: number) =>
    withOpenStems({ mic: { path, frames, changed } }, (stems) => stems.mic?.read(0, 9_600));
  const recorded = await withOpenStems(
    { mic: { path, frames: 4_800 } },
    (stems) => stems.mic?.read(0, 4_000),
  );
  const both = await heard(4_900);
  assertEquals(both?.length, 4_900);
  assertEquals(both?.subarray(0, 4_000), recorded);
  assertEquals(both?.subarray(4_000), new Float32Array(900).fill(0.25));
  await assertRejects(() => heard(4_901), Deno.errors.InvalidData, "changed.wav");
  await Deno.remove(changed.path);
  await assertRejects(() => heard(4_900), Deno.errors.InvalidData, "changed.wav");
  // What is asked for was not changed.
  assertEquals((await heard(4_000))?.length, 4_800);
});
