import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { sameBytes } from "../../../meeting/output/same_bytes.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("files are the same when every byte is, and nothing is like a folder", async () => {
  await withFolder(async (folder) => {
    const write = (name: string, bytes: Uint8Array) => {
      Deno.writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i * 7);
    const a = write("a", bytes);
    const b = write("b", bytes);
    assertEquals(await sameBytes(a, b), true);
    for (const at of [0, 262_143, 262_144, 599_999]) {
      assertEquals(
        await sameBytes(a, write("c", bytes.with(at, (bytes[at] ?? 0) ^ 1))),
        false,
        `${at}`,
      );
    }
    assertEquals(await sameBytes(a, write("c", bytes.subarray(1))), false);
    assertEquals(await sameBytes(write("a", new Uint8Array()), write("b", new Uint8Array())), true);
    assertEquals(await sameBytes(folder, folder), false);
  });
});

Deno.test("the program goes on while large files are compared", async () => {
  await withFolder(async (folder) => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    for (const path of [a, b]) Deno.writeFileSync(path, new Uint8Array(20_000_000));
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    assertEquals(await sameBytes(a, b), true);
    clearInterval(timer);
    assert(turns >= 1, `${turns} turns`);
  });
});
