import { assertEquals } from "@std/assert";
import { SourceWatchdog } from "../../../capture/track/source_watchdog.ts";

const DEVICE = { name: "USB Mic", state: "running" } as const;

/** Polls 50 times a second, and says when trouble was found, s. */
function troubleAt(dog: SourceWatchdog, fromSeconds: number, toSeconds: number) {
  for (let at = fromSeconds; at <= toSeconds; at += 0.02) {
    dog.polled(at * 1e9);
    const trouble = dog.troubleOf(DEVICE, at * 1e9);
    if (trouble !== undefined) return { seconds: Math.round(at * 10) / 10, trouble };
  }
  return undefined;
}

Deno.test("a device may be silent for 5 s before its first block, and for 2 s after it", () => {
  const dog = new SourceWatchdog(0);
  assertEquals(troubleAt(dog, 0, 4.9), undefined);
  assertEquals(troubleAt(dog, 4.92, 9)?.seconds, 5);
  dog.heard(10e9);
  assertEquals(troubleAt(dog, 10, 20), {
    seconds: 12,
    trouble: "nothing has come from USB Mic for 2 s",
  });
});

Deno.test("time that we slept through does not count against a device", () => {
  const dog = new SourceWatchdog(0);
  dog.polled(0);
  dog.heard(0);
  assertEquals(troubleAt(dog, 60, 61.9), undefined);
  assertEquals(troubleAt(dog, 61.92, 70)?.seconds, 62);
});

Deno.test("a block from before the sleep does not shorten the patience", () => {
  const dog = new SourceWatchdog(0);
  dog.polled(60e9);
  dog.heard(1e9);
  assertEquals(dog.troubleOf(DEVICE, 61.9e9), undefined);
});

Deno.test("a device that is gone has no patience, and the next one has all of it", () => {
  const dog = new SourceWatchdog(0);
  dog.heard(1e9);
  assertEquals(dog.troubleOf({ ...DEVICE, state: "gone" }, 1e9), "USB Mic disconnected");
  dog.replaced(8e9);
  assertEquals(dog.troubleOf(DEVICE, 12.9e9), undefined);
});
