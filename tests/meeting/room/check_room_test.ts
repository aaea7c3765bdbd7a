/** What is checked of a room before its working folder is left for good. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { checkRoom } from "../../../meeting/room/check_room.ts";

const WORLD = { now: () => new Date(2026, 1, 3, 14, 5, 9), hostName: () => "room" };

Deno.test("the file, the spool, the picture and the program of a room are those of the folder in which it was started", () => {
  const { input, names, aftercare } = checkRoom({
    input: { out: "new/{time}.mp3", spool: "spools", cover: "logo.png" },
    aftercare: { onFinish: ["./upload", "--quiet"], keep: { kind: "count", count: 3 } },
    trigger: "call",
    ignored: [],
  }, WORLD);
  const at = (...names: string[]) => join(Deno.cwd(), ...names);
  assertEquals([input.out, input.spool, input.cover], [
    at("new", "{time}.mp3"),
    at("spools"),
    at("logo.png"),
  ]);
  assertEquals([names.out, names.spool], [input.out, input.spool]);
  assertEquals(aftercare, {
    onFinish: [at("upload"), "--quiet"],
    keep: { kind: "count", count: 3 },
  });
});
