import { assertEquals } from "@std/assert";
import { type DeviceFacts, DeviceNews } from "../../../meeting/events/device_news.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { TrackRecord } from "../../../meeting/report/track_record.ts";

const FACTS: DeviceFacts = {
  ...{ tracks: ["mic", "system"], awaited: { mic: "jabra" }, spared: [] },
};

/** What is said, and which states the sides are reported to be in. */
function listen(changes: Partial<DeviceFacts> = {}) {
  const words: string[] = [];
  const states: string[] = [];
  const records = { mic: new TrackRecord(), system: new TrackRecord() };
  const hear = (event: MeetingEvent) => {
    if (event.event === "warning") words.push(event.message);
    if (event.event === "track") states.push(`${event.track} ${event.state}`);
  };
  return { news: new DeviceNews({ ...FACTS, ...changes }, records, hear), words, states };
}

const lost = (track: "mic" | "system", atSeconds: number) =>
  ({ type: "track-lost", track, atSeconds, reason: "unplugged" }) as const;

Deno.test("a device that is gone is reported with what is waited for, and what is recorded meanwhile", () => {
  const { news, words, states } = listen();
  news.lost(lost("mic", 65));
  news.lost(lost("system", 70));
  news.back({ type: "track-back", track: "system", atSeconds: 72, name: "Speakers" });
  assertEquals(words, [
    "Your microphone: unplugged (at 01:05); waiting for jabra; still recording the call",
    "The call: unplugged (at 01:10); nothing is recorded until a device is back",
    "The call: Speakers is back at 01:12",
  ]);
  assertEquals(states, ["mic lost", "system lost", "system back"]);
  assertEquals([news.isOnItsOwn("mic"), news.isOnItsOwn("system")], [false, true]);
});

Deno.test("a spare device is reported with the reason, and so is the way back to the first", () => {
  const { news, words } = listen({ spared: ["mic"] });
  const spare = { name: "Built-in", isSpare: true } as const;
  news.started({ type: "started", tracks: { mic: { ...spare, rateHz: 48_000, channels: 1 } } });
  news.moved({ type: "track-moved", track: "mic", atSeconds: 5, name: "Jabra" });
  news.lost(lost("mic", 8));
  news.back({ type: "track-back", track: "mic", atSeconds: 9, ...spare });
  assertEquals(news.isOnItsOwn("mic"), false);
  news.moved({ type: "track-moved", track: "mic", atSeconds: 20, name: "Jabra" });
  assertEquals(news.isOnItsOwn("mic"), true);
  assertEquals(words, [
    "Your microphone: jabra is not there; recording Built-in instead",
    "Your microphone: Jabra is there, and recorded from 00:05 on",
    "Your microphone: unplugged (at 00:08); trying the other microphone; still recording the call",
    "Your microphone: unplugged; recording Built-in instead from 00:09 on",
    "Your microphone: Jabra is there, and recorded from 00:20 on",
  ]);
});

Deno.test("a default device that moves along is reported, and not said", () => {
  const { news, words, states } = listen();
  news.moved({ type: "track-moved", track: "system", atSeconds: 5, name: "Headset" });
  news.ended({ type: "track-ended", track: "mic", atSeconds: 6 });
  assertEquals([words, states], [[], ["system moved", "mic ended"]]);
});
