import { JsonLines, lineSchema } from "../../../cli/report/json_lines.ts";
import { EXIT_CODE } from "../../../cli/process/exit_code.ts";
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { STOP_REASONS } from "../../../meeting/ground/stop_reason.ts";
import { eventDb, eventSeconds } from "../../../meeting/events/events.ts";
import { FakeOutput } from "../fake_io.ts";

const NOW = () => new Date(Date.UTC(2026, 1, 3, 14, 5, 9, 250));

function doc(name: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)));
}

Deno.test("an event is one line with its kind and its time first", () => {
  const output = new FakeOutput();
  new JsonLines(output, NOW, true).show({ event: "warning", message: "two\nlines" });
  assertEquals(
    output.text,
    '{"event":"warning","time":"2026-02-03T14:05:09.250Z","message":"two\\nlines"}\n',
  );
});

Deno.test("without --json nothing is printed", () => {
  const output = new FakeOutput();
  new JsonLines(output, NOW, false).show({ event: "warning", message: "x" });
  assertEquals(output.text, "");
});

Deno.test("a reader that is slow misses progress and nothing else", () => {
  const output = new FakeOutput();
  output.busy = true;
  const events = new JsonLines(output, NOW, true);
  events.show({ event: "progress", seconds: 1, bytes: 1, chunksWaiting: 0, tracks: {} });
  events.show({ event: "stopping", reason: "interrupt" });
  assertEquals(output.lines.map((line) => JSON.parse(line).event), ["stopping"]);
});

Deno.test("JSON has a number for every level but digital silence", () => {
  assertEquals([eventDb(-17.9449), eventDb(0), eventDb(-Infinity)], [-17.94, 0, null]);
  assertEquals(eventSeconds(1.23456), 1.235);
});

Deno.test("every event and every field stands in docs/events.md", () => {
  const sections = new Map(
    doc("events.md").split("\n## ").slice(1).map((section) => {
      const title = section.slice(0, section.indexOf("\n"));
      return [title, section] as const;
    }),
  );
  const kinds = lineSchema.options.map(({ shape }) => shape.event.value);
  assertEquals([...sections.keys()], kinds);
  for (const { shape } of lineSchema.options) {
    const section = sections.get(shape.event.value) ?? "";
    for (const field of Object.keys(shape)) {
      if (field === "event" || field === "time") continue;
      // In a room all may have it, which is said once.
      if (field === "meeting" && shape.event.value !== "room") continue;
      assert(section.includes(`\`${field}\``), `${shape.event.value}.${field} is not documented`);
    }
  }
  for (const reason of STOP_REASONS) assert(sections.get("stopping")?.includes(`\`${reason}\``));
});

Deno.test("every exit code stands in docs/exit_codes.md", () => {
  const documented = [...doc("exit_codes.md").matchAll(/^\| (\d) /gm)].map(([, code]) =>
    Number(code)
  );
  assertEquals(documented, Object.values(EXIT_CODE).sort());
});

Deno.test("how far it is is printed at once, and then at most once a second; it never goes back", () => {
  const output = new FakeOutput();
  let nowMs = 0;
  const lines = new JsonLines(output, NOW, true, () => nowMs);
  for (; nowMs <= 2_000; nowMs += 100) {
    lines.show({ event: "finishing", share: nowMs === 1_000 ? 0.1 : nowMs / 2_000 });
  }
  const shares = output.lines.map((line) => JSON.parse(line).share);
  assertEquals(shares, [0, 0.45, 1]);
});

Deno.test("in a room the file of each meeting has its own progress", () => {
  const output = new FakeOutput();
  let nowMs = 0;
  const lines = new JsonLines(output, NOW, true, () => nowMs += 2_000);
  lines.show({ event: "stopping", reason: "meeting-over" }, 1);
  lines.show({ event: "finishing", share: 0.9 }, 1);
  lines.show({ event: "stopping", reason: "meeting-over" }, 2);
  lines.show({ event: "finishing", share: 0.95 }, 1);
  lines.show({ event: "finishing", share: 0.1 }, 2);
  const told = output.lines.map((line) => JSON.parse(line))
    .flatMap(({ meeting, share }) => share === undefined ? [] : [[meeting, share]]);
  assertEquals(told, [[1, 0.9], [1, 0.95], [2, 0.1]]);
});

Deno.test("the progress of one piece of work is not that of the next", () => {
  const output = new FakeOutput();
  const lines = new JsonLines(output, NOW, true, () => 0);
  lines.show({ event: "finishing", share: 0.9 });
  lines.begin();
  lines.show({ event: "finishing", share: 0.1 });
  lines.show({ event: "stopping", reason: "interrupt" });
  lines.show({ event: "finishing", share: 0 });
  const shares = output.lines.map((line) => JSON.parse(line).share);
  assertEquals(shares, [0.9, 0.1, undefined, 0]);
});
