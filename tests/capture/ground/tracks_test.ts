import { assertEquals } from "@std/assert";
import { mapTracks, tracksOf } from "../../../capture/ground/tracks.ts";

Deno.test("the tracks that there are come in their order, whatever the order they were named in", () => {
  assertEquals(tracksOf({ system: 0, mic: "" }), ["mic", "system"]);
  assertEquals(tracksOf({ system: false }), ["system"]);
  assertEquals(tracksOf({}), []);
});

Deno.test("one for each track becomes another for the same tracks", () => {
  const named = mapTracks({ system: 0, mic: 1 }, (value, track) => `${track} ${value}`);
  assertEquals(Object.entries(named), [["mic", "mic 1"], ["system", "system 0"]]);
  assertEquals(mapTracks({}, () => 1), {});
});
