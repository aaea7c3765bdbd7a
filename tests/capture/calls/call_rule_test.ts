import { assertEquals } from "@std/assert";
import { callsAmong } from "../../../capture/calls/call_rule.ts";
import type { SoundUse } from "../../../ffi/sound_uses.ts";

const MICROPHONE: SoundUse = {
  ...{ program: "meet", name: "Meet", role: "", direction: "input", pid: 70, rateHz: 48_000 },
  ...{ isRunning: true, hearsOutput: false, isProgram: true },
};
const noCalls = { ownPid: 7, ignored: [] };

function isCall(change: Partial<SoundUse>, ignored: readonly string[] = []): boolean {
  return callsAmong([{ ...MICROPHONE, ...change }], { ...noCalls, ignored }).length > 0;
}

Deno.test("a program that holds a microphone is in a call", () => {
  assertEquals(callsAmong([MICROPHONE], noCalls), [{ program: "Meet", pid: 70 }]);
});

Deno.test("a program with several streams is in one call, two programs are in two", () => {
  const other = { ...MICROPHONE, pid: 71 };
  assertEquals(callsAmong([MICROPHONE, MICROPHONE, other], noCalls).length, 2);
});

Deno.test("confrec is in no call: this one, another one, or one that is called by its executable", () => {
  assertEquals(isCall({ pid: 7 }), false);
  assertEquals(isCall({ name: "confrec" }), false);
  assertEquals(isCall({ program: "confrec.exe", name: "" }), false);
  assertEquals(isCall({ name: "confrecords" }), true);
});

Deno.test("who records what the computer plays, draws a meter, or is on hold, is in no call", () => {
  assertEquals(isCall({ hearsOutput: true }), false);
  assertEquals(isCall({ rateHz: 25 }), false);
  assertEquals(isCall({ isRunning: false }), false);
});

Deno.test("a part of the sound server is in no call", () => {
  assertEquals(isCall({ isProgram: false }), false);
});

Deno.test("a program that plays is in a call when it says so", () => {
  assertEquals(isCall({ direction: "output", role: "phone" }), true);
  assertEquals(isCall({ direction: "output", role: "communication" }), true);
  assertEquals(isCall({ direction: "output", role: "music" }), false);
  assertEquals(isCall({ direction: "output" }), false);
});

Deno.test("a program that is ignored is in no call, by a part of either name, in any case", () => {
  assertEquals(isCall({}, ["mee"]), false);
  assertEquals(isCall({ name: "Voice Assistant" }, ["assistant"]), false);
  assertEquals(isCall({}, ["teams"]), true);
});

Deno.test("a program of which nothing is known is in a call all the same", () => {
  const unknown = { ...MICROPHONE, program: "", name: "", rateHz: 0 };
  assertEquals(callsAmong([{ ...unknown, pid: 9 }, { ...unknown, pid: 0 }], noCalls), [
    { program: "process 9", pid: 9 },
    { program: "a program", pid: 0 },
  ]);
});
