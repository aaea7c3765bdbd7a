import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { followLinks } from "../../../ffi/system/follow_links.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** On Windows links need a right that users lack. */
const ignore = Deno.build.os === "windows";

Deno.test("a link to a link stands for the file at its end, whether there is one or not", {
  ignore,
}, () =>
  withFolder((folder) => {
    const at = (name: string) => join(folder, name);
    Deno.symlinkSync("b.mp3", at("a.mp3"));
    Deno.symlinkSync(at("c.mp3"), at("b.mp3"));
    assertEquals(followLinks(at("a.mp3")), at("c.mp3"));
    Deno.writeTextFileSync(at("c.mp3"), "");
    assertEquals(followLinks(at("a.mp3")), at("c.mp3"));
    assertEquals(followLinks(at("nothing.mp3")), at("nothing.mp3"));
  }));

Deno.test(
  "links in a circle are an error, not a way without end",
  { ignore },
  () =>
    withFolder((folder) => {
      Deno.symlinkSync("b", join(folder, "a"));
      Deno.symlinkSync("a", join(folder, "b"));
      assertThrows(() => followLinks(join(folder, "a")), Deno.errors.FilesystemLoop);
    }),
);
