import { assertEquals } from "@std/assert";
import { WallClockEnd } from "../../../meeting/recording/wall_clock_end.ts";

const HALF_PAST_FIVE = { hours: 17, minutes: 30, seconds: 0 };

/** A wall clock that a test sets, and a recording that ends by it. */
class Wall {
  now: Date;
  isOver = false;
  #look = () => {};

  constructor(now: Date) {
    this.now = now;
  }

  start(): WallClockEnd {
    const end = new WallClockEnd(HALF_PAST_FIVE, () => this.now, (_ms, action) => {
      this.#look = action;
      return () => this.#look = () => {};
    });
    end.reached.then(() => this.isOver = true);
    return end;
  }

  async showsAt(now: Date): Promise<boolean> {
    this.now = now;
    this.#look();
    await Promise.resolve();
    return this.isOver;
  }
}

function at(hours: number, minutes = 0, seconds = 0, day = 21): Date {
  return new Date(2026, 10, day, hours, minutes, seconds);
}

Deno.test("a recording ends when the wall clock shows its time, and no second before", async () => {
  const wall = new Wall(at(9));
  using _end = wall.start();
  assertEquals(await wall.showsAt(at(17, 29, 59)), false);
  assertEquals(await wall.showsAt(at(17, 30, 0)), true);
});

Deno.test("a clock that is set back is waited for, one that is set on ends it", async () => {
  const wall = new Wall(at(9));
  using _end = wall.start();
  assertEquals(await wall.showsAt(at(17, 29)), false);
  assertEquals(await wall.showsAt(at(16, 30)), false);
  assertEquals(await wall.showsAt(at(17, 31)), true);
});

Deno.test("a machine that has slept over its time ends the recording when it wakes", async () => {
  const wall = new Wall(at(16));
  using _end = wall.start();
  assertEquals(await wall.showsAt(at(9, 0, 0, 22)), true);
});

Deno.test("a clock that stood at another year, and is set, ends nothing before its time", async () => {
  const wall = new Wall(new Date(1970, 0, 1, 0, 5));
  using _end = wall.start();
  assertEquals(await wall.showsAt(at(9)), false);
  assertEquals(await wall.showsAt(at(17, 29)), false);
  assertEquals(await wall.showsAt(at(17, 30)), true);
});

Deno.test("nothing is looked at once it is disposed of, and without a time never", async () => {
  const wall = new Wall(at(9));
  wall.start()[Symbol.dispose]();
  assertEquals(await wall.showsAt(at(18)), false);
  using _none = new WallClockEnd(undefined, () => at(9), () => {
    throw new Error("It looks");
  });
});

Deno.test("an end at a time of day is put off by as much as it is extended", async () => {
  const wall = new Wall(at(9));
  using end = wall.start();
  assertEquals(end.extend(600), at(17, 40));
  assertEquals(end.extend(300), at(17, 45));
  assertEquals(await wall.showsAt(at(17, 44, 59)), false);
  assertEquals(await wall.showsAt(at(17, 45)), true);
});
