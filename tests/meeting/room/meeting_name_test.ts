/** What a room calls its next file, where nobody can look at what is there. */
import { assert, assertEquals } from "@std/assert";
import { meetingName } from "../../../meeting/room/meeting_name.ts";

Deno.test("on a share that does not answer one name is tried, and not all numbers", async () => {
  const { lstatSync } = Deno;
  let looks = 0;
  Deno.lstatSync = () => {
    looks++;
    throw Object.assign(new Error("Host is down (os error 112)"), { code: "EHOSTDOWN" });
  };
  try {
    const names = { out: "/share/{time}.mp3", spool: undefined, isSplit: false };
    const world = { now: () => new Date(), hostName: () => "room", cacheFolder: () => undefined };
    const name = await meetingName({ ...names, beside: { keepStems: true } }, world);
    assertEquals(name, "/share/{time}.mp3");
  } finally {
    Deno.lstatSync = lstatSync;
  }
  assert(looks < 20, `${looks} looks`);
});
