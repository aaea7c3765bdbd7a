import { assertEquals, assertStringIncludes } from "@std/assert";
import { EventHub } from "../../../meeting/events/event_hub.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";

function progress(seconds: number): MeetingEvent {
  return { event: "progress", seconds, bytes: 0, chunksWaiting: 0, tracks: {} };
}

function warning(message: string): MeetingEvent {
  return { event: "warning", message };
}

async function readAll(hub: EventHub): Promise<MeetingEvent[]> {
  return await Array.fromAsync(hub);
}

Deno.test("every listener hears every event, in order, until it goes", () => {
  const hub = new EventHub();
  const [one, other]: [MeetingEvent[], MeetingEvent[]] = [[], []];
  const listening = hub.listen((event) => one.push(event));
  hub.listen((event) => other.push(event));
  hub.emit(warning("a"));
  listening[Symbol.dispose]();
  hub.emit(warning("b"));
  assertEquals(one, [warning("a")]);
  assertEquals(other, [warning("a"), warning("b")]);
});

Deno.test("a listener that fails disturbs nobody, and that is reported once", () => {
  const hub = new EventHub();
  const heard: MeetingEvent[] = [];
  hub.listen(() => {
    throw new Error("no paper");
  });
  hub.listen((event) => heard.push(event));
  hub.emit(progress(1));
  hub.emit(progress(2));
  assertEquals(heard.map(({ event }) => event), ["warning", "progress", "progress"]);
  assertStringIncludes(JSON.stringify(heard[0]), "no paper");
});

Deno.test("what happened before anybody reads waits for the first reader", async () => {
  const hub = new EventHub();
  hub.emit(warning("early"));
  hub.emit(progress(1));
  hub.emit(progress(2));
  const reading = readAll(hub);
  hub.emit(warning("late"));
  hub.end();
  assertEquals(await reading, [warning("early"), progress(2), warning("late")]);
});

Deno.test("a reader that is slow misses progress and nothing else", async () => {
  const hub = new EventHub();
  const reader = hub[Symbol.asyncIterator]();
  const first = reader.next();
  hub.emit(progress(1));
  assertEquals((await first).value, progress(1));
  for (let seconds = 2; seconds < 100; seconds++) hub.emit(progress(seconds));
  hub.emit(warning("x"));
  hub.end();
  assertEquals([(await reader.next()).value, (await reader.next()).value], [
    progress(99),
    warning("x"),
  ]);
  assertEquals((await reader.next()).done, true);
});

Deno.test("who reads after the end finds an end", async () => {
  const hub = new EventHub();
  hub.emit(warning("x"));
  hub.end();
  assertEquals(await readAll(hub), [warning("x")]);
  assertEquals(await readAll(hub), []);
});

Deno.test("a reader that comes after a very long time still hears how it ended", async () => {
  const hub = new EventHub();
  for (let i = 0; i < 10_000; i++) {
    hub.emit({ event: "gap", track: "mic", atSeconds: i, seconds: 0.1, cause: "stall" });
    hub.emit(progress(i));
  }
  hub.emit(warning("x"));
  hub.emit({ event: "stopping", reason: "interrupt" });
  hub.end();
  const events = await readAll(hub);
  assertEquals(events.at(-1)?.event, "stopping");
  assertEquals(events.length <= 10_001, true);
});

Deno.test("after the end nothing is heard any more", () => {
  const hub = new EventHub();
  const heard: MeetingEvent[] = [];
  hub.listen((event) => heard.push(event));
  hub.end();
  hub.emit(warning("x"));
  assertEquals(heard, []);
});
