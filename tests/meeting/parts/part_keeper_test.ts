/** When the parts of a recording begin, and what becomes of those that cannot. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { NextPart } from "../../../capture/parts/session_part.ts";
import { readLeftSession } from "../../../capture/recovery/left_session.ts";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import type { Part, PartFacts } from "../../../meeting/parts/part.ts";
import { PartKeeper } from "../../../meeting/parts/part_keeper.ts";
import type { PartKeeperOptions } from "../../../meeting/parts/part_orders.ts";
import type { FileMaker } from "../../../meeting/world/world.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { leaveSpool } from "../../capture/recovery/leave_spool.ts";

const RATE_HZ = 48_000;

/** A recording that is told how much of it there is; its parts have nothing on the disk, unless they are given spools. */
class Parts {
  readonly warnings: string[] = [];
  /** Where each part but the first began, s. */
  readonly begun: number[] = [];
  /** Parts that were opened, taken back, and whose claims were given back. */
  readonly opened: number[] = [];
  readonly undone: number[] = [];
  readonly released: number[] = [];
  /** Parts whose programme was closed. */
  readonly closed: number[] = [];
  /** Where somebody pauses, s. */
  pauses: readonly number[] = [];
  /** What opening a part throws, and what changing to it. */
  openError: Error | undefined;
  splitError: Error | undefined;
  settled: () => Promise<void> = () => new Promise(() => {});
  readonly keeper: PartKeeper;
  readonly #spools: readonly Spool[];

  constructor(limitSeconds: number, spools: readonly Spool[] = []) {
    this.#spools = spools;
    const options: Partial<PartKeeperOptions> = {
      ...{ rateHz: RATE_HZ, fileRateHz: RATE_HZ, limitSeconds, keepPauses: false, force: false },
      session: () => ({ split: (next: NextPart) => this.#split(next) }) as never,
      open: (number) => this.#open(number),
      make: (facts) => this.#part(facts),
      settingsOf: () => ({}),
      signal: new AbortController().signal,
      onBegun: ({ facts }) => this.begun.push(Math.round(facts.fromFrame / RATE_HZ)),
      onFinished: () => {},
      warn: (message) => this.warnings.push(message),
    };
    const beginning = { fromFrame: 0, encodeFromFrame: 0, stemsFromFrame: 0 };
    const first = { ...this.#facts(1), ...beginning };
    this.keeper = new PartKeeper(this.#part(first), options as PartKeeperOptions);
  }

  /** So much is recorded, s. */
  async record(seconds: number): Promise<void> {
    const frames = seconds * RATE_HZ;
    this.keeper.look({ mic: frames, system: frames }, []);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }

  async recordEach(fromSeconds: number, toSeconds: number): Promise<void> {
    for (let at = fromSeconds; at <= toSeconds; at++) await this.record(at);
  }

  #facts(number: number) {
    const spool = this.#spools[number - 1] ?? { folder: `part ${number}` };
    const held = {
      [Symbol.dispose]: () => {
        this.released.push(number);
        this.#spools[number - 1]?.[Symbol.dispose]();
      },
    };
    const output = { path: `${spool.folder}.mp3`, format: "mp3" };
    return { number, held, output, spool } as unknown as PartFacts;
  }

  #part(facts: PartFacts): Part {
    const longestPause = (fromFrame: number, toFrame: number) => {
      return this.pauses.map((at) => at * RATE_HZ - facts.stemsFromFrame)
        .find((frame) => frame >= fromFrame && frame < toFrame);
    };
    const end = () => Promise.resolve(void this.closed.push(facts.number));
    const programme = { grow() {}, begin() {}, longestPause, [Symbol.asyncDispose]: end };
    return { facts, programme, grow() {} } as unknown as Part;
  }

  #open(number: number) {
    this.opened.push(number);
    if (this.openError !== undefined) return Promise.reject(this.openError);
    return Promise.resolve({
      ...this.#facts(number),
      undo: () => void this.undone.push(number),
    });
  }

  #split(_next: NextPart): Promise<{ settled: Promise<void> }> {
    if (this.splitError !== undefined) return Promise.reject(this.splitError);
    return Promise.resolve({ settled: this.settled() });
  }
}

Deno.test("a part that could not begin at its limit begins there a minute later, when it can", async () => {
  const parts = new Parts(600);
  parts.openError = new Error("the disk is full");
  await parts.recordEach(590, 620);
  assertEquals([parts.opened, parts.begun], [[2], []]);
  parts.openError = undefined;
  await parts.recordEach(621, 668);
  assertEquals(parts.begun, []);
  await parts.recordEach(669, 700);
  assertEquals(parts.begun, [600]);
});

Deno.test("after hours in which no part could begin the next one begins in a pause of the last minute", async () => {
  const parts = new Parts(600);
  parts.pauses = [580, 7_180];
  parts.openError = new Error("the disk is full");
  await parts.recordEach(600, 7_200);
  // Each minute once more; the reason is said once.
  assertEquals(parts.opened.length, 110);
  assertEquals(parts.warnings, [
    "Cannot begin the next part: the disk is full; this one goes on",
  ]);
  parts.openError = undefined;
  await parts.recordEach(7_201, 7_230);
  assertEquals(parts.begun, [7_180]);
});

Deno.test("parts whose splitting took longer than they last are cut where they should be all the same", async () => {
  const parts = new Parts(60);
  await parts.record(300);
  await parts.recordEach(301, 303);
  assertEquals(parts.begun, [60, 120, 180, 240]);
});

Deno.test("each request that comes to nothing is answered for, whatever was said before", async () => {
  const parts = new Parts(Infinity);
  parts.openError = new Error("the disk is full");
  for (const at of [100, 200]) {
    await parts.record(at);
    parts.keeper.request();
    await parts.recordEach(at + 1, at + 5);
  }
  assertEquals(parts.warnings.length, 2);
});

Deno.test("whoever asked for another file just before the end hears that there is none", async () => {
  const parts = new Parts(Infinity);
  await parts.recordEach(1, 20);
  assertEquals(parts.keeper.request() > 19, true);
  await parts.record(21);
  await parts.keeper.end();
  assertEquals(parts.begun, []);
  assertEquals(parts.warnings, [
    "No other file begins at 00:20: the recording ended within 3 s of that; it is in part 1.mp3",
  ]);
  // Who got one, or asked for none, hears nothing.
  for (const asks of [true, false]) {
    const others = new Parts(Infinity);
    await others.recordEach(1, 20);
    if (asks) others.keeper.request();
    await others.recordEach(21, 23);
    await others.keeper.end();
    assertEquals([others.begun.length, others.warnings], [asks ? 1 : 0, []]);
  }
});

Deno.test("a part that the session cannot change to gives its name and its spool back", async () => {
  const parts = new Parts(600);
  parts.splitError = new Error("the journal cannot be written");
  await parts.recordEach(600, 610);
  assertEquals([parts.opened, parts.undone, parts.released], [[2], [2], [2]]);
});

Deno.test("nothing goes on in a part that is left to others", async () => {
  const parts = new Parts(600);
  parts.settled = () => Promise.reject(new Error("no space"));
  await parts.recordEach(600, 610);
  assertEquals([parts.closed, parts.released], [[1], [1]]);
});

Deno.test("stems that cannot change while a part before is still being finished end nothing", async () => {
  const parts = new Parts(600);
  const unheard: unknown[] = [];
  const hear = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unheard.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", hear);
  try {
    await parts.recordEach(600, 610);
    parts.settled = () => Promise.reject(new Error("no space"));
    await parts.recordEach(1_200, 1_210);
    // It is said of a promise once all that waits has run.
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    globalThis.removeEventListener("unhandledrejection", hear);
  }
  assertEquals([parts.begun, unheard], [[600, 1_200], []]);
});

/** What is asked to make the second of two parts whose microphone is in the first one's spool alone, up to 9 s. */
async function finishOwed(
  records: (next: string) => readonly JournalRecord[],
  check: (made: { micFrames: number[]; finish(): Promise<unknown> }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const [one, two] = [join(folder, "m.001.mp3.confrec"), join(folder, "m.002.mp3.confrec")];
    leaveSpool(one, {
      frames: { mic: 9 * RATE_HZ, system: 5 * RATE_HZ },
      records: records(two),
    });
    leaveSpool(two, {
      frames: { system: 8 * RATE_HZ },
      records: [{ type: "part", number: 2, fromFrame: 2 * RATE_HZ, encodeFromFrame: 0 }],
    });
    const spools = [await Spool.open(one), await Spool.open(two)] as const;
    using second = spools[1];
    const parts = new Parts(Infinity, spools);
    parts.settled = () => Promise.reject(new Error("No space left on device"));
    await parts.record(3);
    parts.keeper.request();
    await parts.recordEach(4, 9);
    const micFrames: number[] = [];
    const maker = {
      progress: { chunksDone: 0, chunksTotal: 0, waiting: 0 },
      finish: () => {
        micFrames.push(readLeftSession(second).report.tracks.mic?.frames ?? 0);
        return Promise.reject(new Error("enough is known"));
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const finish = () => parts.keeper.finish(maker as unknown as FileMaker, () => {});
    await check({ micFrames, finish });
  });
}

Deno.test("a part whose stems could not change is made with what the spool before it has", async () => {
  const records = (next: string): JournalRecord[] => [
    { type: "split", atFrame: 3 * RATE_HZ, next, nextFromFrame: RATE_HZ },
  ];
  await finishOwed(records, async ({ micFrames, finish }) => {
    await assertRejects(finish, Error, "enough is known");
    assertEquals(micFrames, [8 * RATE_HZ]);
  });
});

Deno.test("a part is not made without what only the spool before it has", async () => {
  await finishOwed(() => [], async ({ micFrames, finish }) => {
    await assertRejects(finish, Error, "does not say where it goes on");
    assertEquals(micFrames, []);
  });
});
