import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { forget, makeWhenStale } from "../../../scripts/project/stamp.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a file is made again only when it is gone, made from other things, or was broken off", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "made");
    let times = 0;
    const make = async () => {
      await Deno.writeTextFile(file, `made ${++times} times`);
    };
    const ask = (flags: string[]) => makeWhenStale(file, { flags }, make);
    assertEquals(await ask(["-a"]), true);
    assertEquals(await ask(["-a"]), false);
    assertEquals(await ask(["-b"]), true);
    await Deno.remove(file);
    assertEquals(await ask(["-b"]), true);
    await forget(file);
    assertEquals(await ask(["-b"]), true);
    await assertRejects(() =>
      makeWhenStale(file, { flags: "-c" }, () => Promise.reject(new Error("broken off")))
    );
    assertEquals(await ask(["-b"]), true);
    assertEquals(times, 5);
  });
});
