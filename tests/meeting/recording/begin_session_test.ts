/** Meetings that wait before they record. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import { NothingBegunError } from "../../../meeting/ground/nothing_begun_error.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { Meeting } from "../../../meeting/meeting.ts";
import { prepareMeeting } from "../../../meeting/prepare/prepare_meeting.ts";
import type { MeetingInput } from "../../../meeting/settings/meeting_settings.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { FakeRecording } from "../../cli/fake_recording.ts";

const NEVER = new Promise<number>(() => {});
const NINE = new Date(2026, 10, 21, 9, 0, 0);

/** Somebody who waits at nine, at a time that moves on when the test says so. */
class Waiter extends FakeRecording {
  readonly heard: MeetingEvent[] = [];
  readonly #beginning = Promise.withResolvers<number>();
  readonly #listening = Promise.withResolvers<void>();
  #now = NINE;

  constructor() {
    super();
    this.wait = () => this.#beginning.promise;
    this.now = () => this.#now;
  }

  async record(input: MeetingInput, wait?: Parameters<typeof Meeting.start>[3]): Promise<Meeting> {
    const prepared = await prepareMeeting({ startOnSpeech: true, ...input }, this);
    const listener = (event: MeetingEvent) => {
      this.heard.push(event);
      if (event.event === "waiting") this.#listening.resolve();
    };
    return await Meeting.start(prepared, this, listener, wait);
  }

  /** It listens, and so many seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.#listening.promise;
    this.#now = new Date(this.#now.getTime() + 1_000 * seconds);
  }

  /** Somebody speaks: the first frame was so long ago. */
  speak(agoSeconds: number): void {
    this.#beginning.resolve(agoSeconds);
  }

  get kinds(): string[] {
    return this.heard.map(({ event }) => event);
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("until somebody speaks nothing is on the disk, and the file is named and dated by its first frame", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const starting = world.record({ out: join(folder, "calls {date}", "{time}.mp3") });
    await world.pass(3_600 + 20);
    assertEquals(namesIn(folder), []);
    assertEquals(world.awake, true);
    world.speak(15);
    const meeting = await starting;
    const { output } = await meeting.finished;
    assertEquals(output.path, join(folder, "calls 2026-11-21", "10-00-05.mp3"));
    assertEquals(meeting.about.out, output.path);
    assertEquals(namesIn(folder), ["calls 2026-11-21"]);
    assertEquals(namesIn(join(folder, "calls 2026-11-21")), ["10-00-05.mp3"]);
    assertEquals(world.kinds.slice(0, 2), ["waiting", "started"]);
    const [waiting, started] = world.heard;
    assert(waiting?.event === "waiting" && started?.event === "started");
    assertEquals(waiting.out, join(folder, "calls 2026-11-21", "09-00-00.mp3"));
    assertEquals([started.out, started.agoSeconds], [output.path, 15]);
  });
});

Deno.test("a name that is taken when somebody speaks gives way to the one that was checked before", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const starting = world.record({ out: join(folder, "{time}.mp3") });
    await world.pass(60);
    Deno.writeTextFileSync(join(folder, "09-01-00.mp3"), "another");
    world.speak(0);
    const { output } = await (await starting).finished;
    assertEquals(output.path, join(folder, "09-00-00.mp3"));
  });
});

Deno.test("a number is put behind the name also where a setting is for the stream alone", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const out = join(folder, "m.wav");
    const prepared = await prepareMeeting({ out, bitrate: 64 }, world, { streamed: "mp3" });
    const numbered = prepared.numbered(NINE, 2);
    assertEquals(numbered.output.path, join(folder, "m 2.wav"));
  });
});

Deno.test("while it waits nobody else can record to the same file, and afterwards everybody can", async () => {
  await withFolder(async (folder) => {
    const cache = join(folder, "cache");
    const out = join(folder, "m.mp3");
    const [first, second, third] = [new Waiter(), new Waiter(), new Waiter()];
    for (const world of [first, second, third]) world.cacheFolder = () => cache;
    const leaving = new AbortController();
    const starting = first.record({ out }, { signal: leaving.signal });
    await first.pass(1);
    await assertRejects(() => second.record({ out }), UserError, "is recording to it");
    leaving.abort();
    assertEquals(await assertRejects(() => starting), leaving.signal.reason);
    assertEquals(first.awake, false);
    assertEquals(namesIn(folder), ["cache"]);
    third.speak(0);
    await (await third.record({ out })).finished;
    assertEquals(namesIn(folder), ["cache", "m.mp3"]);
  });
});

Deno.test("a word from outside begins it, with the pre-roll before that, also where speech does not", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const { promise: begin, resolve } = Promise.withResolvers<number>();
    const out = join(folder, "{time}.mp3");
    const starting = world.record({ out, preRoll: "7s" }, { begin, onSpeech: false });
    await world.pass(60);
    assertEquals([world.sessionOptions?.later?.onSpeech, world.sessionOptions?.speech], [
      false,
      undefined,
    ]);
    resolve(3);
    const { output } = await (await starting).finished;
    assertEquals(output.path, join(folder, "09-00-50.mp3"));
  });
});

Deno.test("a word from outside that tells no time, or one to come, begins it now", async () => {
  for (const ago of [NaN, -5]) {
    await withFolder(async (folder) => {
      const world = new Waiter();
      const begin = Promise.resolve(ago);
      const starting = world.record({ out: join(folder, "m.mp3") }, { begin, onSpeech: false });
      await world.pass(1);
      assertEquals(await world.sessionOptions?.later?.begin, 0);
      world.speak(0);
      await (await starting).finished;
    });
  }
});

Deno.test("when its time is over before anybody spoke there is no recording", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    world.wait = () => NEVER;
    const starting = world.record({ out: join(folder, "m.mp3"), until: "9:30" });
    await world.pass(1_800);
    await assertRejects(() => starting, NothingBegunError);
    assertEquals(namesIn(folder), []);
  });
});

Deno.test("the end by the clock is reckoned from the first frame, however long it has waited", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const starting = world.record({ out: join(folder, "m.mp3"), until: "9:30" });
    await world.pass(1_200);
    world.speak(10);
    const { about, finished } = await starting;
    assertEquals(about.durationSeconds, 610);
    const started = world.heard.find(({ event }) => event === "started");
    assert(started?.event === "started");
    assertEquals(started.endSeconds, 610);
    await finished;
  });
});

Deno.test("a duration that would be over before the first word is refused", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const input = { out: join(folder, "m.mp3"), startOnSpeech: true };
    await assertRejects(
      () => prepareMeeting({ ...input, duration: "10s" }, world),
      UserError,
      "--pre-roll",
    );
    await prepareMeeting({ ...input, duration: "11s" }, world);
  });
});

Deno.test("devices that go away while it waits, and come back, are told of and count for nothing", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const { promise, resolve } = Promise.withResolvers<number>();
    world.wait = (tell) => {
      tell({ type: "track-lost", track: "mic", atSeconds: 0, reason: "Headset went away" });
      tell({ type: "track-back", track: "mic", atSeconds: 0, name: "Headset" });
      return promise;
    };
    const starting = world.record({ out: join(folder, "m.mp3") });
    await world.pass(1);
    resolve(0);
    const { faults } = await (await starting).finished;
    assertEquals(faults, []);
    assertEquals(world.kinds.slice(0, 6), [
      ...["waiting", "track", "warning", "track", "warning", "started"],
    ]);
    const [, lost, words] = world.heard;
    assertEquals(lost, {
      ...{ event: "track", track: "mic", state: "lost", atSeconds: 0 },
      reason: "Headset went away",
    });
    assert(words?.event === "warning");
    assertStringIncludes(words.message, "still listening to the call");
  });
});

Deno.test("what is in the way when somebody speaks does not end it: the name gets a number", async () => {
  await withFolder(async (folder) => {
    const world = new Waiter();
    const starting = world.record({ out: join(folder, "m.mp3") });
    await world.pass(1);
    // A recording that somebody else has not finished.
    Deno.mkdirSync(join(folder, "m.mp3.confrec"));
    Deno.writeTextFileSync(join(folder, "m.mp3.confrec", "journal.ndjson"), "");
    world.speak(0);
    const { output } = await (await starting).finished;
    assertEquals(output.path, join(folder, "m 2.mp3"));
    assertEquals(namesIn(folder), ["m 2.mp3", "m.mp3.confrec"]);
    const told = world.heard.find(({ event }) => event === "warning");
    assert(told?.event === "warning");
    assertStringIncludes(told.message, "that was not finished");
    assertStringIncludes(told.message, "recording to ");
    // So it is where the file itself has appeared, unless that is to be replaced.
    for (const force of [false, true]) {
      const another = new Waiter();
      const waiting = another.record({ out: join(folder, `n ${force}.mp3`), force });
      await another.pass(1);
      Deno.writeTextFileSync(join(folder, `n ${force}.mp3`), "another");
      another.speak(0);
      const { output: { path } } = await (await waiting).finished;
      assertEquals(path, join(folder, force ? "n true.mp3" : "n false 2.mp3"));
    }
    assertEquals(Deno.readTextFileSync(join(folder, "n false.mp3")), "another");
    // What was there before is not waited with.
    const late = new Waiter();
    late.wait = () => NEVER;
    await assertRejects(() => late.record({ out: join(folder, "m.mp3") }), UserError, "finish it");
    assertEquals(late.heard, []);
  });
});
