import type { SoundFacts } from "../../../capture/sound/sound_facts.ts";
import type { PerTrack } from "../../../capture/ground/tracks.ts";
import { assertEquals } from "@std/assert";
import { type SoundNews, SoundWatch } from "../../../capture/sound/sound_watch.ts";

/** A person who talks at a good level, or something that plays. */
const TALK = {
  wasAlive: true,
  deadSeconds: 0,
  quietSeconds: 0,
  clips: 0,
  floorDb: -65,
  loudDb: -25,
  nowDb: -25,
  talkShare: 0.4,
};
/** A room in which nobody talks. */
const ROOM = { ...TALK, loudDb: -60, nowDb: -60, talkShare: 0 };

type Part = Partial<SoundFacts>;
type Script = (seconds: number) => { readonly mic?: Part | undefined; readonly system?: Part };

/** What a watch says of so many seconds, looked at four times a second. */
function watch(seconds: number, script: Script, warnSilenceSeconds = 60): string[] {
  const watch = new SoundWatch(warnSilenceSeconds);
  const said: string[] = [];
  for (let at = 0; at <= seconds; at += 0.25) {
    const facts: PerTrack<SoundFacts> = {};
    for (const [track, part] of Object.entries(script(at))) {
      if (part === undefined) continue;
      facts[track as "mic" | "system"] = { ...TALK, heardSeconds: at, ...part };
    }
    for (const news of watch.look(at, facts)) said.push(textOf(news));
  }
  return said;
}

function textOf({ track, kind, state, atSeconds, seconds, gentle }: SoundNews): string {
  const how = `${gentle ? "gently " : ""}${state}`;
  return `${atSeconds} ${track} ${kind} ${how}${seconds === undefined ? "" : ` ${seconds}`}`;
}

/** For how long something has lasted that began at `from`. */
const since = (at: number, from: number, to = Infinity) => at >= from && at < to ? at - from : 0;

Deno.test("nothing is said of two sides that are well heard", () => {
  assertEquals(watch(600, () => ({ mic: {}, system: {} })), []);
});

Deno.test("a microphone that goes dead is reported after 5 s, once, and taken back", () => {
  assertEquals(watch(60, (at) => ({ mic: { deadSeconds: since(at, 10, 30) } })), [
    "10 mic digital-silence begun",
    "30 mic digital-silence ended 20",
  ]);
});

Deno.test("digital silence counts from its beginning, not from when it was found", () => {
  const dead = (at: number) => ({ mic: { deadSeconds: since(at, 10, 16.5) } });
  assertEquals(watch(14.75, dead), []);
  assertEquals(watch(60, dead), [
    "10 mic digital-silence begun",
    "16.5 mic digital-silence ended 6.5",
  ]);
});

Deno.test("silence that began before the session counts from the session's beginning", () => {
  assertEquals(watch(10, (at) => ({ mic: { deadSeconds: at + 1, heardSeconds: at + 1 } })), [
    "0 mic digital-silence begun",
  ]);
});

Deno.test("a microphone that goes dead in every pause is reported less and less", () => {
  // Noise suppression makes real zeros: 15 s of every 30.
  const said = watch(300, (at) => ({ mic: { deadSeconds: since(at % 30, 5, 20) } }));
  assertEquals(said, [
    "5 mic digital-silence begun",
    "20 mic digital-silence ended 15",
    "35 mic digital-silence begun",
    "50 mic digital-silence ended 15",
  ]);
});

Deno.test("that the computer plays nothing is a note, and no word when it has played before", () => {
  const never = watch(120, (at) => ({
    mic: ROOM,
    system: { wasAlive: false, deadSeconds: at, quietSeconds: at, nowDb: -96 },
  }));
  assertEquals(never, ["0 system digital-silence gently begun"]);
  const later = watch(120, (at) => ({
    mic: ROOM,
    system: { deadSeconds: since(at, 10), quietSeconds: since(at, 10), nowDb: -96 },
  }));
  assertEquals(later, []);
});

Deno.test("a side that gives no signal while the other talks is reported after the time that was asked for", () => {
  const system = (at: number) => ({
    mic: {},
    system: { quietSeconds: since(at, 10, 100), nowDb: at >= 10 && at < 100 ? -96 : -25 },
  });
  assertEquals(watch(120, system), ["10 system no-signal begun", "100 system no-signal ended 90"]);
  assertEquals(watch(120, system, 20), [
    "10 system no-signal begun",
    "100 system no-signal ended 90",
  ]);
  assertEquals(watch(120, system, Infinity), []);
  const mic = (at: number) => ({ mic: { quietSeconds: at, nowDb: -80 }, system: {} });
  assertEquals(watch(100, mic), ["0 mic no-signal begun"]);
});

Deno.test("who listens is quiet, not dead: nothing is said", () => {
  assertEquals(watch(600, () => ({ mic: ROOM, system: {} })), []);
});

Deno.test("a side without a signal is not reported while the other only rustles", () => {
  const said = watch(600, (at) => ({ mic: ROOM, system: { quietSeconds: at, nowDb: -96 } }));
  assertEquals(said, []);
});

Deno.test("talk that is hardly heard is reported, until it is heard well", () => {
  const faint = { floorDb: -80, loudDb: -58, nowDb: -58 };
  assertEquals(watch(60, (at) => ({ mic: at < 30 ? faint : {} })), [
    "8 mic too-quiet begun",
    "30 mic too-quiet ended 22",
  ]);
});

Deno.test("faint sounds around somebody who was heard well are no trouble for five minutes", () => {
  const faint = { floorDb: -80, loudDb: -58, nowDb: -58 };
  assertEquals(watch(400, (at) => ({ mic: at < 20 ? {} : faint })), [
    "319.75 mic too-quiet begun",
  ]);
});

Deno.test("clipping is reported when it goes on, and not of one slam of a door", () => {
  assertEquals(watch(60, (at) => ({ mic: { clips: at < 10 ? 0 : 50 } })), []);
  const clips = (at: number) => 4 * Math.floor(Math.min(Math.max(0, at - 10), 10));
  assertEquals(watch(60, (at) => ({ mic: { clips: clips(at) } })), [
    "12 mic clipping begun",
    "30 mic clipping ended 18",
  ]);
});

Deno.test("a hum is reported once, and has not ended while something covers it", () => {
  const hum = { hz: 50, levelDb: -45 } as const;
  const script = (at: number) => ({
    mic: at >= 8 && at < 20 || at >= 30 && at < 40 ? { hum } : {},
  });
  assertEquals(watch(100, script), ["8 mic hum begun", "59.75 mic hum ended 51.75"]);
});

Deno.test("what was wrong with a source that is away has ended with it, and the next is judged anew", () => {
  const said = watch(40, (at) => {
    if (at < 10) return { mic: { deadSeconds: at, heardSeconds: at } };
    if (at < 20) return {};
    return { mic: { deadSeconds: at - 20, heardSeconds: at - 20 } };
  });
  assertEquals(said, [
    "0 mic digital-silence begun",
    "10 mic digital-silence ended 10",
    "20 mic digital-silence begun",
  ]);
});

Deno.test("a side that the system has muted is reported after a second, instead of silence", () => {
  const muted = { what: "device", name: "Headset" } as const;
  const said = watch(60, (at) => ({
    mic: at >= 10 && at < 40 ? { deadSeconds: at - 10, muted } : {},
    system: { wasAlive: false, deadSeconds: at, muted },
  }));
  assertEquals(said, [
    "1 system muted begun",
    "11 mic muted begun",
    "40 mic muted ended 29",
  ]);
});

Deno.test("an output that is muted and can be recorded all the same is not reported", () => {
  const muted = { what: "device", name: "Speakers" } as const;
  assertEquals(watch(60, () => ({ mic: {}, system: { muted } })), []);
});

Deno.test("silence that was reported before stays so when somebody mutes the device", () => {
  const muted = { what: "device", name: "Headset" } as const;
  const said = watch(60, (at) => ({
    mic: { deadSeconds: since(at, 0, 30), ...(at >= 20 && at < 30 ? { muted } : {}) },
  }));
  assertEquals(said, [
    "0 mic digital-silence begun",
    "20 mic muted begun",
    "30 mic muted ended 10",
    "30 mic digital-silence ended 30",
  ]);
});
