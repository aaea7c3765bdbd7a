import { assertEquals } from "@std/assert";
import { hushedStretches } from "../../../capture/ground/hush.ts";

Deno.test("pauses and mutes are stretches, each from its order to the one that ends it", () => {
  const { pauses, mutes } = hushedStretches([
    { type: "mute", track: "mic", atFrame: 5 },
    { type: "pause", atFrame: 10 },
    { type: "mute", track: "system", atFrame: 12 },
    { type: "unmute", track: "mic", atFrame: 15 },
    { type: "resume", atFrame: 20 },
    { type: "pause", atFrame: 30 },
  ]);
  assertEquals(pauses, [{ fromFrame: 10, toFrame: 20 }, { fromFrame: 30, toFrame: Infinity }]);
  assertEquals(mutes.mic, [{ fromFrame: 5, toFrame: 15 }]);
  assertEquals(mutes.system, [{ fromFrame: 12, toFrame: Infinity }]);
});

Deno.test("an order that changes nothing makes no stretch, nor does one that is taken back at once", () => {
  const { pauses } = hushedStretches([
    { type: "resume", atFrame: 3 },
    { type: "pause", atFrame: 10 },
    { type: "pause", atFrame: 11 },
    { type: "resume", atFrame: 20 },
    { type: "pause", atFrame: 25 },
    { type: "resume", atFrame: 25 },
  ]);
  assertEquals(pauses, [{ fromFrame: 10, toFrame: 20 }]);
});
