import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { sameBytes } from "../../../meeting/output/same_bytes.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("files are the same when every byte is, and nothing is like a folder", async () => {
  await withFolder((folder) => {
    const write = (name: string, bytes: Uint8Array) => {
      Deno.writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i * 7);
    const a = write("a", bytes);
    const b = write("b", bytes);
    assertEquals(sameBytes(a, b), true);
    for (const at of [0, 262_143, 262_144, 599_999]) {
      assertEquals(sameBytes(a, write("c", bytes.with(at, (bytes[at] ?? 0) ^ 1))), false, `${at}`);
    }
    assertEquals(sameBytes(a, write("c", bytes.subarray(1))), false);
    assertEquals(sameBytes(write("a", new Uint8Array()), write("b", new Uint8Array())), true);
    assertEquals(sameBytes(folder, folder), false);
  });
});
