import { assertEquals } from "@std/assert";
import { SilenceWatch } from "../../../capture/sound/silence_watch.ts";
import { randomNumbers } from "../../../scripts/stage/random_numbers.ts";

const RATE_HZ = 48_000;
const LOOK_FRAMES = RATE_HZ / 4;

/** Where a recording ends, and where its tail begins, seconds. */
function run(
  longestSeconds: number,
  speech: readonly (readonly [number, number])[],
  pauses: readonly (readonly [number, number])[] = [],
  doubts: readonly (readonly [number, number])[] = [],
): { endSeconds: number; tailSeconds: number | undefined } {
  const watch = new SilenceWatch(RATE_HZ, longestSeconds);
  const last = (stretches: readonly (readonly [number, number])[], now: number) => {
    const ends = stretches.flatMap(([from, to]) => from < now ? Math.min(to, now) : []);
    return ends.length > 0 ? Math.max(...ends) * RATE_HZ : undefined;
  };
  for (let heardFrame = 0;; heardFrame += LOOK_FRAMES) {
    const now = heardFrame / RATE_HZ;
    const end = watch.look({
      heardFrame,
      speechFrame: last(speech, now),
      doubtFrame: last([...speech, ...doubts], now),
      isPaused: pauses.some(([from, to]) => now >= from && now < to),
    });
    if (end === undefined) continue;
    const { tailFrame } = end;
    return {
      endSeconds: now,
      tailSeconds: tailFrame === undefined ? undefined : tailFrame / RATE_HZ,
    };
  }
}

Deno.test("it ends so long after the last speech, and the file 3 s after it", () => {
  assertEquals(run(600, [[2, 5], [300, 301.5]]), { endSeconds: 901.5, tailSeconds: 304.5 });
});

Deno.test("where nobody ever spoke it ends too, and nothing is cut", () => {
  assertEquals(run(60, []), { endSeconds: 60, tailSeconds: undefined });
});

Deno.test("what may be speech is waited for, but not for ever: music does not keep it open", () => {
  assertEquals(run(60, [[0, 10]], [], [[68, 71]]).endSeconds, 76);
  assertEquals(run(60, [[0, 10]], [], [[12, 10_000]]).endSeconds, 80);
  // And if it is speech, it goes on.
  assertEquals(run(60, [[0, 10], [69, 72]]).endSeconds, 132);
});

Deno.test("a pause stops the clock, wherever pauses are", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = randomNumbers(seed);
    const pauses: [number, number][] = [];
    let at = 10 + Math.floor(20 * random());
    for (let i = 0; i < 4; i++) {
      const length = 1 + Math.floor(100 * random());
      pauses.push([at, at + length]);
      at += length + 1 + Math.floor(20 * random());
    }
    // As long as somebody could speak, nobody has for 90 s.
    let left = 90;
    let expected = 5;
    for (const [from, to] of pauses) {
      if (from - expected >= left) break;
      left -= from - expected;
      expected = to;
    }
    const { endSeconds, tailSeconds } = run(90, [[0, 5]], pauses);
    assertEquals(Math.abs(endSeconds - expected - left) <= 0.5 * pauses.length, true, `${seed}`);
    assertEquals(tailSeconds, 8);
  }
});

Deno.test("a pause counts again when what came after it turns out to be no speech", () => {
  const watch = new SilenceWatch(RATE_HZ, 600);
  const look = (seconds: number, speechSeconds: number, isPaused = false) =>
    watch.look({
      heardFrame: seconds * RATE_HZ,
      speechFrame: speechSeconds * RATE_HZ,
      ...{ doubtFrame: undefined, isPaused },
    });
  for (let at = 0; at <= 20; at++) look(at, at);
  for (let at = 21; at <= 621; at++) look(at, 20, true);
  for (let at = 622; at < 640; at++) look(at, 630 <= at && at < 635 ? 631 : 20);
  assertEquals(watch.silentFrames / RATE_HZ, 639 - 20 - 601);
  let end: unknown;
  for (let at = 640; end === undefined && at < 3_000; at++) {
    end = look(at, 20);
    if (end) assertEquals([at, end], [20 + 601 + 600, { tailFrame: 23 * RATE_HZ }]);
  }
});
