import { assertEquals } from "@std/assert";
import type { PerTrack } from "../../capture/session_types.ts";
import { type SoundNews, SoundWatch } from "../../capture/sound_watch.ts";
import type { SoundFacts } from "../../capture/track_protocol.ts";

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

Deno.test("a microphone that goes dead is told of after 5 s, once, and taken back", () => {
  assertEquals(watch(60, (at) => ({ mic: { deadSeconds: since(at, 10, 30) } })), [
    "15 mic digital-silence begun",
    "30 mic digital-silence ended 15",
  ]);
});

Deno.test("a microphone that goes dead in every pause is told of less and less", () => {
  // Noise suppression makes real zeros: 15 s of every 30.
  const said = watch(300, (at) => ({ mic: { deadSeconds: since(at % 30, 5, 20) } }));
  assertEquals(said, [
    "10 mic digital-silence begun",
    "20 mic digital-silence ended 10",
    "45 mic digital-silence begun",
    "50 mic digital-silence ended 5",
  ]);
});

Deno.test("that the computer plays nothing is a note, and no word when it has played before", () => {
  const never = watch(120, (at) => ({
    mic: ROOM,
    system: { wasAlive: false, deadSeconds: at, quietSeconds: at, nowDb: -96 },
  }));
  assertEquals(never, ["5 system digital-silence gently begun"]);
  const later = watch(120, (at) => ({
    mic: ROOM,
    system: { deadSeconds: since(at, 10), quietSeconds: since(at, 10), nowDb: -96 },
  }));
  assertEquals(later, []);
});

Deno.test("a side that gives no signal while the other talks is told of after the time that was asked for", () => {
  const system = (at: number) => ({
    mic: {},
    system: { quietSeconds: since(at, 10, 100), nowDb: at >= 10 && at < 100 ? -96 : -25 },
  });
  assertEquals(watch(120, system), ["70 system no-signal begun", "100 system no-signal ended 30"]);
  assertEquals(watch(120, system, 20), [
    "30 system no-signal begun",
    "100 system no-signal ended 70",
  ]);
  assertEquals(watch(120, system, Infinity), []);
  const mic = (at: number) => ({ mic: { quietSeconds: at, nowDb: -80 }, system: {} });
  assertEquals(watch(100, mic), ["60 mic no-signal begun"]);
});

Deno.test("who listens is quiet, not dead: nothing is said", () => {
  assertEquals(watch(600, () => ({ mic: ROOM, system: {} })), []);
});

Deno.test("a side without a signal is not told of while the other only rustles", () => {
  const said = watch(600, (at) => ({ mic: ROOM, system: { quietSeconds: at, nowDb: -96 } }));
  assertEquals(said, []);
});

Deno.test("talk that is hardly heard is told of, until it is heard well", () => {
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

Deno.test("clipping is told of when it goes on, and not of one slam of a door", () => {
  assertEquals(watch(60, (at) => ({ mic: { clips: at < 10 ? 0 : 50 } })), []);
  const clips = (at: number) => 4 * Math.floor(Math.min(Math.max(0, at - 10), 10));
  assertEquals(watch(60, (at) => ({ mic: { clips: clips(at) } })), [
    "12 mic clipping begun",
    "30 mic clipping ended 18",
  ]);
});

Deno.test("a hum is told of once, and has not ended while something covers it", () => {
  const hum = { hz: 50, levelDb: -45 } as const;
  const script = (at: number) => ({
    mic: at >= 8 && at < 20 || at >= 30 && at < 40 ? { hum } : {},
  });
  assertEquals(watch(100, script), ["8 mic hum begun", "59.75 mic hum ended 51.75"]);
});

Deno.test("what was wrong with a source that is lost has ended with it, and the next is judged anew", () => {
  const said = watch(40, (at) => {
    if (at < 10) return { mic: { deadSeconds: at, heardSeconds: at } };
    if (at < 20) return {};
    return { mic: { deadSeconds: at - 20, heardSeconds: at - 20 } };
  });
  assertEquals(said, [
    "5 mic digital-silence begun",
    "10 mic digital-silence ended 5",
    "25 mic digital-silence begun",
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
    "5 mic digital-silence begun",
    "20 mic muted begun",
    "30 mic muted ended 10",
    "30 mic digital-silence ended 25",
  ]);
});
