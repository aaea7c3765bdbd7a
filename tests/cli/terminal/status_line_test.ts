import { assertEquals } from "@std/assert";
import { StatusLine } from "../../../cli/terminal/status_line.ts";
import { whole } from "../../../cli/terminal/wrap_words.ts";
import { FakeOutput, FakeTicker } from "../fake_io.ts";

/** A status on a terminal, and the clock that it goes by. */
function onTerminal(columns = 40) {
  const output = new FakeOutput(true, columns);
  const ticker = new FakeTicker();
  return { output, ticker, status: new StatusLine(output, true, ticker.start, ticker.now) };
}

Deno.test("each drawing is one write over the line before, and is taken away at the end", () => {
  const { output, ticker, status } = onTerminal();
  status.show(() => "one");
  status.show(() => "one");
  status.show(() => "two");
  ticker.tick();
  status.say("a gap");
  status.clear();
  status.clear();
  assertEquals(output.text, "\rone\x1b[K\rtwo\x1b[K\r\x1b[Ka gap\ntwo\r\x1b[K");
});

Deno.test("several lines go over those before, appear at once, and what is left over is cleared", () => {
  const { output, ticker, status } = onTerminal();
  status.show(() => ["one", "two", "three"]);
  assertEquals(output.take(), "\x1b[?2026h\rone\x1b[K\ntwo\x1b[K\nthree\x1b[K\x1b[?2026l");
  status.show(() => ["four", "five"]);
  ticker.tick();
  assertEquals(output.take(), "\x1b[?2026h\x1b[2A\rfour\x1b[K\nfive\x1b[K\x1b[J\x1b[?2026l");
  status.say("a gap");
  assertEquals(output.take(), "\x1b[?2026h\x1b[1A\r\x1b[Ja gap\nfour\nfive\x1b[?2026l");
  status.clear();
  assertEquals(output.take(), "\x1b[1A\r\x1b[J");
});

Deno.test("a terminal that became narrower has broken long lines, which are drawn over", () => {
  const { output, ticker, status } = onTerminal();
  status.show(() => ["\x1b[31mtwenty columns wide..\x1b[0m", "short"]);
  output.take();
  output.columns = 10;
  status.show(() => ["a", "b"]);
  ticker.tick();
  assertEquals(output.take(), "\x1b[?2026h\x1b[3A\ra\x1b[K\nb\x1b[K\x1b[J\x1b[?2026l");
});

Deno.test("there are ten drawings a second at most, and the last is not left out", () => {
  const { output, ticker, status } = onTerminal();
  let drawings = 0;
  for (; ticker.nowMs < 1_000; ticker.nowMs += 10) {
    status.show(() => String(ticker.nowMs));
    if (ticker.nowMs % 100 === 90) ticker.tick();
    drawings += output.take() === "" ? 0 : 1;
  }
  assertEquals(drawings <= 10 && drawings >= 2, true, `${drawings} drawings`);
  status.show(() => "the last");
  ticker.tick();
  assertEquals(output.take().includes("the last"), true);
});

Deno.test("a job in the background draws nothing, and begins anew when it is back", () => {
  const { output, ticker, status } = onTerminal();
  status.show(() => ["one", "two"]);
  output.take();
  output.isForeground = false;
  ticker.tick();
  status.say("a gap");
  assertEquals(output.take(), "a gap\n");
  output.isForeground = true;
  ticker.tick();
  assertEquals(output.take(), "\x1b[?2026h\rone\x1b[K\ntwo\x1b[K\x1b[?2026l");
  ticker.tick();
  status.drawAnew();
  assertEquals(output.take(), "\x1b[?2026h\rone\x1b[K\ntwo\x1b[K\x1b[?2026l");
});

Deno.test("a terminal without UTF-8 gets ASCII of the same width", () => {
  const { output, status } = onTerminal();
  output.isUtf8 = false;
  status.show(() => "● ━╸·│ -∞ 会");
  assertEquals(output.take(), "\r* =-.| -- ??\x1b[K");
});

Deno.test("what is said is followed by the status in the width that the terminal has by now", () => {
  const output = new FakeOutput(true, 40);
  const status = new StatusLine(output, true, new FakeTicker().start);
  status.show((columns) => `${columns} wide`);
  output.columns = 30;
  status.say("a gap\n\x1b[2Jtold");
  assertEquals(output.text, "\r40 wide\x1b[K\r\x1b[Ka gap\n told\n30 wide");
});

Deno.test("what is said breaks between words on a terminal, and never in a path; a pipe gets it as it is", () => {
  const said = `Recorded to ${whole("a b/c d.mp3")} (4 KB)`;
  for (
    const [isTerminal, text] of [
      [true, "Recorded to\na b/c d.mp3\n(4 KB)\n"],
      [false, "Recorded to a b/c d.mp3 (4 KB)\n"],
    ] as const
  ) {
    const output = new FakeOutput(isTerminal, 14);
    new StatusLine(output, true, new FakeTicker().start).say(said);
    assertEquals(output.text, text);
  }
});

Deno.test("a pipe gets no status, only what is said", () => {
  const output = new FakeOutput(false);
  const status = new StatusLine(output, true, new FakeTicker().start);
  status.show(() => "one");
  status.say("a gap");
  status.clear();
  assertEquals(output.text, "a gap\n");
});

Deno.test("a terminal that is behind is not given more", () => {
  const output = new FakeOutput(true);
  const status = new StatusLine(output, true, new FakeTicker().start);
  output.busy = true;
  status.show(() => "one");
  assertEquals(output.text, "");
});

Deno.test("the line is made anew now and then, until it is taken away", () => {
  const { output, ticker, status } = onTerminal();
  let left = 3;
  status.show(() => `${left--} left`);
  ticker.tick();
  assertEquals(output.text, "\r3 left\x1b[K\r2 left\x1b[K");
  status.clear();
  assertEquals(ticker.isAwaited, false);
});
