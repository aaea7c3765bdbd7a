/** Where somebody speaks on a side that has no gate. */
import { assertEquals } from "@std/assert";
import { SpeechEar } from "../../../../post/analysis/voices/speech_ear.ts";
import { random } from "../../../dsp/signals.ts";

/** The turns of hops of 10 ms that are so loud, dBFS. */
function turnsOf(levels: Iterable<number>): number[] {
  const ear = new SpeechEar(100);
  for (const db of levels) ear.endHop(10 ** (db / 10));
  ear.finish();
  return ear.takeTurns();
}

Deno.test("what dither leaves of silence is nobody who speaks, however it comes and goes", () => {
  for (const seconds of [1.5, 2, 3, 5, 12, 60]) {
    const next = random(seconds);
    const dither = Array.from({ length: 100 * seconds }, () => -95.6 + 2 * next());
    const pauses = Array.from(dither, (db, hop) => Math.floor(hop / 40) % 2 === 0 ? db : -Infinity);
    assertEquals([turnsOf(dither), turnsOf(pauses)], [[], []]);
  }
});

Deno.test("somebody who speaks quietly into that is heard", () => {
  const isTalk = (hop: number) => hop >= 400 && hop < 800;
  const turns = turnsOf(
    Array.from({ length: 1_200 }, (_, hop) => isTalk(hop) && hop % 30 < 20 ? -50 : -95),
  );
  const heard = Array.from({ length: 1_200 }, (_, hop) => {
    return turns.filter((turn) => turn <= hop).length % 2 === 1;
  });
  assertEquals(heard.slice(400, 790).includes(false), false);
  assertEquals([...heard.slice(0, 350), ...heard.slice(900)].includes(true), false);
});
