import { assertEquals } from "@std/assert";
import { Waiting } from "../../../capture/ground/waiting.ts";
import { ManualTimers } from "../session/manual_timers.ts";
import { ManualClock } from "../simulated_source.ts";

function make() {
  const timers = new ManualTimers(new ManualClock());
  return { timers, waiting: new Waiting(timers.after) };
}

/** Collects what a promise resolves to, without waiting for it. */
function watch(promise: Promise<boolean>): boolean[] {
  const seen: boolean[] = [];
  promise.then((value) => seen.push(value));
  return seen;
}

Deno.test("what holds already is not waited for", async () => {
  const { timers, waiting } = make();
  assertEquals(await waiting.until(() => true, 1_000), true);
  assertEquals(timers.waiting, 0);
});

Deno.test("a condition is looked at when something has happened, and its timer is taken back", async () => {
  const { timers, waiting } = make();
  let holds = false;
  const seen = watch(waiting.until(() => holds, 1_000));
  holds = true;
  await timers.run(0.5);
  assertEquals(seen, []);
  waiting.happened();
  await timers.run(0);
  assertEquals(seen, [true]);
  assertEquals(timers.waiting, 0);
});

Deno.test("waiting ends at its limit", async () => {
  const { timers, waiting } = make();
  const seen = watch(waiting.until(() => false, 1_000));
  await timers.run(0.999);
  waiting.happened();
  assertEquals(seen, []);
  await timers.run(0.001);
  assertEquals(seen, [false]);
});

Deno.test("patient waiting goes on as long as anything happens within the limit", async () => {
  const { timers, waiting } = make();
  const seen = watch(waiting.until(() => false, 1_000, true));
  for (let i = 0; i < 5; i++) {
    await timers.run(0.9);
    waiting.happened();
  }
  assertEquals(seen, []);
  await timers.run(2);
  assertEquals(seen, [false]);
});
