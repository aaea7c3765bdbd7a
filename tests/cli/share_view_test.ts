import { assertEquals, assertMatch } from "@std/assert";
import { EventStream } from "../../cli/events.ts";
import { ShareView } from "../../cli/share_view.ts";
import { StatusLine } from "../../cli/status_line.ts";
import { FakeOutput } from "./fake_io.ts";

function makeView() {
  const terminal = new FakeOutput(true, 40);
  const pipe = new FakeOutput();
  const events = new EventStream(pipe, () => new Date(0), true);
  return { view: new ShareView("Mixing", new StatusLine(terminal, true), events), terminal, pipe };
}

Deno.test("the time that is left follows from what is done", () => {
  const { view, terminal } = makeView();
  view.show(0, 1_000);
  view.show(0.25, 11_000);
  assertMatch(terminal.text, /^\rMixing ━+╸?·+ {2}25 % {2}00:30 left/);
});

Deno.test("work that is over at once shows no bar", () => {
  const { view, terminal } = makeView();
  view.show(0, 1_000);
  view.show(1, 1_200);
  assertEquals(terminal.text, "");
});

Deno.test("a bar never goes back", () => {
  const { view, terminal } = makeView();
  view.show(0.5, 0);
  view.show(0.5, 1_000);
  const before = terminal.text;
  view.show(0.2, 1_000);
  assertEquals(terminal.text, before);
});

Deno.test("programs are told at once, and then at most once a second", () => {
  const { view, pipe } = makeView();
  for (let ms = 0; ms <= 2_000; ms += 100) view.show(ms / 2_000, ms);
  assertEquals(pipe.lines.map((line) => JSON.parse(line).share), [0, 0.5, 1]);
});
