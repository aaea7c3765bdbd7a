import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { Controls } from "../../../meeting/steer/controls.ts";

/** Controls of a session that lasts 60 s, and what that was asked for. */
function controlled() {
  const asked: [string, number][] = [];
  const controls = new Controls(() => ({
    session: {
      mark: (_text, agoSeconds = 0) => {
        asked.push(["mark", agoSeconds]);
        return Promise.resolve(10);
      },
      hush: () => Promise.resolve(10),
      extend: (seconds) => {
        asked.push(["extend", seconds]);
        return 60 + seconds;
      },
    },
    tracks: ["mic"],
    marks: () => 0,
    hushes: () => 0,
    extendClock: () => undefined,
    onExtended: () => {},
  }));
  return { controls, asked };
}

Deno.test("a session hears of no extension that is no time", async () => {
  const { controls, asked } = controlled();
  for (const seconds of [NaN, 0, -1, Infinity, 8 * 86_400]) {
    await assertRejects(() => controls.extend(seconds), UserError, `Cannot extend: by ${seconds}`);
  }
  assertEquals(asked, []);
  assertEquals(await controls.extend(0.5), 60.5);
});

Deno.test("a session hears of no mark at a time that is none, or to come", async () => {
  const { controls, asked } = controlled();
  for (const ago of [NaN, -1, Infinity]) {
    await assertRejects(() => controls.mark("x", ago), UserError, `Cannot mark: that was ${ago} `);
  }
  assertEquals(asked, []);
  assertEquals(await controls.mark("x", 300), 10);
});
