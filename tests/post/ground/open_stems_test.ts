import { assertEquals, assertRejects } from "@std/assert";
import { withOpenStems } from "../../../post/ground/open_stems.ts";
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
