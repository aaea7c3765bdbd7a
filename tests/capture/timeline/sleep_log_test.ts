import { assertEquals } from "@std/assert";
import { SleepLog } from "../../../capture/timeline/sleep_log.ts";

Deno.test("a pause between two looks of over 3 s is sleep", () => {
  const log = new SleepLog();
  log.look(10e9);
  log.look(12.9e9);
  assertEquals(log.sleptNs(0, 100e9), 0);
  log.look(50e9);
  assertEquals(log.sleptNs(0, 100e9), 37.1e9);
  assertEquals(log.sleptNs(20e9, 30e9), 10e9);
  assertEquals(log.sleptNs(60e9, 70e9), 0);
});

Deno.test("who waits for a sound server that does not answer is awake; after that one may sleep", () => {
  const log = new SleepLog();
  log.look(10e9);
  log.look(25e9, 24.9e9);
  assertEquals(log.sleptNs(0, 100e9), 0);
  log.look(26e9, 24.9e9);
  log.look(40e9, 24.9e9);
  assertEquals(log.sleptNs(0, 100e9), 14e9);
  assertEquals(new SleepLog().awakeNs(5e9), Infinity);
});

Deno.test("the first look is no awakening", () => {
  const log = new SleepLog();
  log.look(1e15);
  assertEquals(log.sleptNs(0, 2e15), 0);
});

Deno.test("it knows for how long nobody has slept", () => {
  const log = new SleepLog();
  assertEquals(log.awakeNs(1e9), Infinity);
  log.look(1e9);
  log.look(11e9);
  assertEquals(log.awakeNs(12e9), 1e9);
});
