/** When the parts of a recording begin, and what becomes of those that cannot. */
import { assertEquals } from "@std/assert";
import type { NextPart } from "../../../capture/parts/session_part.ts";
import type { Part, PartFacts } from "../../../meeting/recording/part.ts";
import { PartKeeper } from "../../../meeting/recording/part_keeper.ts";
import type { PartKeeperOptions } from "../../../meeting/recording/part_orders.ts";

const RATE_HZ = 48_000;

/** A recording whose parts have nothing on the disk; it is told how much of it there is. */
class Parts {
  readonly warnings: string[] = [];
  /** Where each part but the first began, s. */
  readonly begun: number[] = [];
  /** Parts that were opened, taken back, and whose claims were given back. */
  readonly opened: number[] = [];
  readonly undone: number[] = [];
  readonly released: number[] = [];
  /** Where somebody pauses, s. */
  pauses: readonly number[] = [];
  /** What opening a part throws, and what changing to it. */
  openError: Error | undefined;
  splitError: Error | undefined;
  settled: () => Promise<void> = () => new Promise(() => {});
  readonly keeper: PartKeeper;

  constructor(limitSeconds: number) {
    const options: Partial<PartKeeperOptions> = {
      ...{ rateHz: RATE_HZ, fileRateHz: RATE_HZ, limitSeconds, keepPauses: false, force: false },
      session: () => ({ split: (next: NextPart) => this.#split(next) }) as never,
      open: (number) => this.#open(number),
      make: (facts) => this.#part(facts),
      settingsOf: () => ({}),
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
    const held = { [Symbol.dispose]: () => void this.released.push(number) };
    return {
      number,
      held,
      output: {},
      spool: { folder: `part ${number}` },
    } as unknown as PartFacts;
  }

  #part(facts: PartFacts): Part {
    const longestPause = (fromFrame: number, toFrame: number) => {
      return this.pauses.map((at) => at * RATE_HZ - facts.stemsFromFrame)
        .find((frame) => frame >= fromFrame && frame < toFrame);
    };
    const end = () => Promise.resolve();
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

Deno.test("a part that the session cannot change to gives its name and its spool back", async () => {
  const parts = new Parts(600);
  parts.splitError = new Error("the journal cannot be written");
  await parts.recordEach(600, 610);
  assertEquals([parts.opened, parts.undone, parts.released], [[2], [2], [2]]);
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
