import { assertEquals } from "@std/assert";
import { type NextPoll, PollLoop } from "../../../capture/track/poll_loop.ts";
import { ManualTimers } from "../session/manual_timers.ts";
import { ManualClock } from "../simulated_source.ts";

/** A loop whose time a test moves, and when it polled, ms since it was made. */
function makeLoop(next: Partial<NextPoll> | ((at: number) => Partial<NextPoll>), pace = 1) {
  const clock = new ManualClock();
  const startNs = clock.nowNs();
  const timers = new ManualTimers(clock);
  const polls: number[] = [];
  const loop: PollLoop = new PollLoop({
    ...{ clock, pace, after: timers.after },
    poll: () => {
      const atMs = Math.round((clock.nowNs() - startNs) / 1e6);
      polls.push(atMs);
      return {
        ...{ more: false, stage: "recording" },
        ...(typeof next === "function" ? next(atMs) : next),
      };
    },
  });
  return { loop, clock, timers, polls };
}

Deno.test("whoever records is polled four times a second, at the same instants as all others", async () => {
  for (const beganMs of [0, 10, 130, 240]) {
    const { loop, timers, polls } = makeLoop({});
    await timers.run(beganMs / 1e3);
    loop.start();
    await timers.run(1.1 - beganMs / 1e3);
    assertEquals(polls, [beganMs, 250, 500, 750, 1_000]);
  }
});

Deno.test("a poll that takes long is followed by the next at its time, and nothing is made up for", async () => {
  const made = makeLoop((atMs) => {
    if (atMs === 250) made.clock.advance(0.62);
    return {};
  });
  made.loop.start();
  await made.timers.run(1.3);
  assertEquals(made.polls, [0, 250, 1_000, 1_250]);
});

Deno.test("a timer that is early is not set a second time for the same instant", async () => {
  const clock = new ManualClock();
  const timers = new ManualTimers(clock);
  const polls: number[] = [];
  const loop = new PollLoop({
    ...{ clock, pace: 1 },
    after: (ms, action) => timers.after(ms - 1.5, action),
    poll: () => {
      polls.push(clock.nowNs() / 1e6 - 1e6);
      return { more: false, stage: "recording" };
    },
  });
  loop.start();
  await timers.run(0.8);
  // Whole milliseconds are waited for, so that it is late where it is not early.
  assertEquals(polls, [0, 248.5, 499.0, 748.5]);
});

Deno.test("who waits for somebody to speak is polled every 0.4 s, and who is waited for every 20 ms", async () => {
  for (const [stage, periodMs] of [["waiting", 400], ["urgent", 20]] as const) {
    const { loop, timers, polls } = makeLoop({ stage });
    loop.start();
    await timers.run(periodMs * 2.5e-3);
    assertEquals(polls, [0, periodMs, 2 * periodMs]);
  }
});

Deno.test("a session that is faster than real time is polled more often, but not without end", async () => {
  for (const [pace, count] of [[5, 3], [1_000, 6]] as const) {
    const { loop, timers, polls } = makeLoop({}, pace);
    loop.start();
    await timers.run(0.11);
    assertEquals(polls.length, count);
  }
});

Deno.test("who has more than one poll takes is polled again at once", async () => {
  let left = 3;
  const { loop, timers, polls } = makeLoop(() => ({ more: left-- > 0 }));
  loop.start();
  await timers.run(0.3);
  assertEquals(polls, [0, 0, 0, 0, 250]);
});

Deno.test("who has something to try is polled when that is due, and never without end", async () => {
  for (const [withinMs, expected] of [[110, [0, 110, 220]], [-5, [0, 20, 40]]] as const) {
    const { loop, timers, polls } = makeLoop({ withinMs });
    loop.start();
    await timers.run(0.25);
    assertEquals(polls.slice(0, 3), [...expected]);
  }
});

Deno.test("who is hurried is polled at once, and once", async () => {
  const { loop, timers, polls } = makeLoop({});
  loop.hurry();
  await timers.run(0.01);
  assertEquals(polls, []);
  loop.start();
  await timers.run(0.03);
  loop.hurry();
  loop.hurry();
  await timers.run(0.01);
  assertEquals(polls, [10, 40]);
});

Deno.test("nothing is polled once it was stopped, whatever was on its way", async () => {
  const { loop, timers, polls } = makeLoop({});
  loop.start();
  loop.hurry();
  loop.stop();
  loop.hurry();
  await timers.run(1);
  assertEquals([polls, timers.waiting], [[0], 0]);
});

Deno.test("a poll that stops the loop was the last", async () => {
  const made = makeLoop((atMs) => {
    if (atMs > 0) made.loop.stop();
    return {};
  });
  made.loop.start();
  await made.timers.run(1);
  assertEquals([made.polls, made.timers.waiting], [[0, 250], 0]);
});
