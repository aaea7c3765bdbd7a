import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { FileHold } from "../../../capture/spool/file_hold.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const ignore = Deno.build.os === "windows";

Deno.test({
  name:
    "held files that are removed with their folder come back whole, and those that are there stay as they are",
  ignore,
  fn: () =>
    withFolder((parent) => {
      const folder = join(parent, "a.confrec");
      Deno.mkdirSync(folder);
      const [long, short, none] = ["long", "short", "none"].map((name) => join(folder, name));
      const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
      Deno.writeFileSync(long ?? "", bytes);
      Deno.writeTextFileSync(short ?? "", "short");
      using hold = new FileHold([long ?? "", short ?? "", none ?? ""]);
      assertEquals(hold.putBack(), false);
      Deno.removeSync(folder, { recursive: true });
      assertEquals(hold.putBack(), true);
      assertEquals(Deno.readFileSync(long ?? ""), bytes);
      assertEquals([...Deno.readDirSync(folder)].length, 2);
      Deno.writeTextFileSync(short ?? "", "another");
      Deno.removeSync(long ?? "");
      hold.putBack();
      assertEquals(Deno.readFileSync(long ?? ""), bytes);
      assertEquals(Deno.readTextFileSync(short ?? ""), "another");
    }),
});

Deno.test({
  name: "of a held file that cannot be put back nothing is left",
  ignore,
  fn: () =>
    withFolder((folder) => {
      const path = join(folder, "mic.wav");
      Deno.writeTextFileSync(path, "sound");
      using hold = new FileHold([path]);
      Deno.removeSync(path);
      const { writeSync } = Deno.FsFile.prototype;
      Deno.FsFile.prototype.writeSync = () => {
        throw new Error("No space left on device (os error 28)");
      };
      try {
        assertThrows(() => hold.putBack(), Error, "os error 28");
      } finally {
        Deno.FsFile.prototype.writeSync = writeSync;
      }
      assertEquals([...Deno.readDirSync(folder)], []);
      hold.putBack();
      assertEquals(Deno.readTextFileSync(path), "sound");
    }),
});
