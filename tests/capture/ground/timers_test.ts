import { assertEquals } from "@std/assert";
import { afterMs, everyMs } from "../../../capture/ground/timers.ts";

/** Runs a test with timers whose actions run when it says so, and which nobody can clear. */
function withLooseTimers(test: (fire: () => void) => void): void {
  const { setTimeout, setInterval } = globalThis;
  let action = () => {};
  const keep = (run: () => void) => {
    action = run;
    return setTimeout(() => {}, 0);
  };
  const loose = keep as unknown as typeof setTimeout;
  Object.assign(globalThis, { setTimeout: loose, setInterval: loose });
  try {
    test(() => action());
  } finally {
    Object.assign(globalThis, { setTimeout, setInterval });
  }
}

for (const [name, start] of Object.entries({ afterMs, everyMs })) {
  Deno.test(`${name}: what is cancelled is not run, even if the event loop does`, () =>
    withLooseTimers((fire) => {
      let runs = 0;
      const cancel = start(10, () => runs++);
      fire();
      assertEquals(runs, 1);
      cancel();
      fire();
      assertEquals(runs, 1);
    }));
}

Deno.test("an action runs after its time, and again at each interval until that is ended", async () => {
  let runs = 0;
  await new Promise<void>((resolve) => afterMs(1, resolve));
  await new Promise<void>((resolve) => {
    const cancel = everyMs(1, () => {
      if (++runs < 3) return;
      cancel();
      resolve();
    });
  });
  await new Promise<void>((resolve) => afterMs(5, resolve));
  assertEquals(runs, 3);
});
