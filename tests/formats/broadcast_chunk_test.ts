import { assertEquals } from "../assert.ts";
import { broadcastChunk, readBroadcastChunk } from "../../formats/broadcast_chunk.ts";

Deno.test("the fields stand where EBU Tech 3285 has them", () => {
  const body = broadcastChunk({ originator: "confrec 1", recorded: "2026-11-21T01:00:01" }, 48_000);
  const text = (at: number, bytes: number) => {
    return new TextDecoder().decode(body.subarray(at, at + bytes));
  };
  assertEquals([body.length, text(256, 9), body[265]], [602, "confrec 1", 0]);
  assertEquals([text(320, 10), text(330, 8)], ["2026-11-21", "01:00:01"]);
  const view = new DataView(body.buffer);
  assertEquals(view.getBigUint64(338, true), 3_601n * 48_000n);
  assertEquals(view.getUint16(346, true), 1);
});

Deno.test("what was written is read back, with any of the marks that the standard allows", () => {
  const origin = { originator: "confrec 1", recorded: "2026-11-21T09:30:00" };
  const body = broadcastChunk(origin, 48_000);
  assertEquals(readBroadcastChunk(body), origin);
  body.set(new TextEncoder().encode("2026:11_2109.30 00"), 320);
  assertEquals(readBroadcastChunk(body), origin);
});

Deno.test("a chunk that is cut, or names nobody, says nothing; a date that is none is left out", () => {
  const body = broadcastChunk({ originator: "confrec 1", recorded: "2026-11-21T09:30:00" }, 48_000);
  assertEquals(readBroadcastChunk(body.subarray(0, 300)), undefined);
  assertEquals(readBroadcastChunk(new Uint8Array(602)), undefined);
  assertEquals(readBroadcastChunk(broadcastChunk({ originator: "x" }, 48_000)), {
    originator: "x",
  });
});
