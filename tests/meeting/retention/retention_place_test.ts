import { assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { retentionPlace } from "../../../meeting/retention/retention_place.ts";

Deno.test("placeholders in folders widen the place to all that they can become", () => {
  const path = resolve("x/2026-11-21/Room/09-30-00.mp3");
  assertEquals(retentionPlace("x/{date}/{host}/{time}.mp3", path), {
    folder: resolve("x"),
    levels: 2,
  });
  assertEquals(retentionPlace("x/a{date}/b.mp3", path), { folder: resolve("x"), levels: 1 });
});

Deno.test("without them only the folder of the file is looked through", () => {
  const path = resolve("y/b.mp3");
  assertEquals(retentionPlace("x/{date}.mp3", path), { folder: resolve("y"), levels: 0 });
});
