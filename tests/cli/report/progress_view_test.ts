import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { progressLine, ProgressView } from "../../../cli/report/progress_view.ts";
import { StatusLine } from "../../../cli/terminal/status_line.ts";
import { columnsOf } from "../../../cli/terminal/terminal_text.ts";
import { FakeOutput, FakeTicker } from "../fake_io.ts";

function makeView() {
  const terminal = new FakeOutput(true, 43);
  const ticker = new FakeTicker();
  const clock = { nowMs: 1_000 };
  const status = new StatusLine(terminal, true, ticker.start, () => clock.nowMs);
  const view = new ProgressView("Mixing", status, "", () => clock.nowMs);
  const show = (share: number, nowMs: number) => {
    clock.nowMs = nowMs;
    view.show(share);
  };
  const tick = (nowMs: number) => {
    clock.nowMs = nowMs;
    ticker.tick();
  };
  /** What the terminal shows. */
  const line = () => terminal.text.split("\r").at(-1)?.replace("\x1b[K", "") ?? "";
  return { show, tick, line, terminal, prepare: () => view.prepare() };
}

Deno.test("the time that is left follows from what is done, and goes down until more is", () => {
  const { show, tick, line } = makeView();
  show(0, 1_000);
  show(0.25, 11_000);
  assertMatch(line(), /^Mixing ━+╸?·+ {2}25 % {2}00:30 left/);
  tick(16_000);
  assertMatch(line(), / {2}25 % {2}00:25 left/);
  tick(42_000);
  assertMatch(line(), / {2}25 %$/);
  show(0.5, 51_000);
  assertMatch(line(), / {2}50 % {2}00:50 left/);
});

Deno.test("what is prepared is shown, and does not count for the time that is left", () => {
  const { prepare, show, tick, line } = makeView();
  prepare();
  tick(1_500);
  assertMatch(line(), /^Mixing ·+ {3}0 %$/);
  show(0, 21_000);
  show(0.25, 31_000);
  assertMatch(line(), / {2}25 % {2}00:30 left/);
});

Deno.test("work that is over at once shows no bar, and other work does before any of it is done", () => {
  const { show, tick, line, terminal } = makeView();
  show(0, 1_000);
  show(0, 1_200);
  assertEquals(terminal.text, "");
  tick(1_500);
  assertMatch(line(), /^Mixing ·+ {3}0 %$/);
});

Deno.test("a bar never goes back", () => {
  const { show, terminal } = makeView();
  show(0.5, 1_000);
  show(0.5, 2_000);
  const before = terminal.text;
  show(0.2, 2_000);
  assertEquals(terminal.text, before);
});

Deno.test("progress shows how far it is and how long it takes", () => {
  const line = progressLine("Finishing", 0.5, 11.2, 62);
  assertMatch(line, /^Finishing ━{15}·{15} {2}50 % {2}00:12 left$/);
});

Deno.test("progress leaves room for a ^C and the last column, however narrow the terminal", () => {
  for (let columns = 1; columns <= 130; columns++) {
    const line = progressLine("Finishing", 0.62, 12, columns);
    assertLessOrEqual(columnsOf(line), Math.max(0, columns - 3));
  }
});
