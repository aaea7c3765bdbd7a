import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { eventSchema, EventStream, jsonDb, jsonSeconds } from "../../../cli/report/event_stream.ts";
import { EXIT_CODE } from "../../../cli/process/failure.ts";
import { STOP_REASONS } from "../../../meeting/ground/stop_reason.ts";
import { FakeOutput } from "../fake_io.ts";

const NOW = () => new Date(Date.UTC(2026, 1, 3, 14, 5, 9, 250));

function doc(name: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)));
}

Deno.test("an event is one line with its kind and its time first", () => {
  const output = new FakeOutput();
  new EventStream(output, NOW, true).emit({ event: "warning", message: "two\nlines" });
  assertEquals(
    output.text,
    '{"event":"warning","time":"2026-02-03T14:05:09.250Z","message":"two\\nlines"}\n',
  );
});

Deno.test("without --json nothing is printed", () => {
  const output = new FakeOutput();
  new EventStream(output, NOW, false).emit({ event: "warning", message: "x" });
  assertEquals(output.text, "");
});

Deno.test("a reader that is slow misses progress and nothing else", () => {
  const output = new FakeOutput();
  output.busy = true;
  const events = new EventStream(output, NOW, true);
  events.emit({ event: "progress", seconds: 1, bytes: 1, chunksWaiting: 0, tracks: {} });
  events.emit({ event: "stopping", reason: "interrupt" });
  assertEquals(output.lines.map((line) => JSON.parse(line).event), ["stopping"]);
});

Deno.test("JSON has a number for every level but digital silence", () => {
  assertEquals([jsonDb(-17.9449), jsonDb(0), jsonDb(-Infinity)], [-17.94, 0, null]);
  assertEquals(jsonSeconds(1.23456), 1.235);
});

Deno.test("every event and every field stands in docs/events.md", () => {
  const sections = new Map(
    doc("events.md").split("\n## ").slice(1).map((section) => {
      const title = section.slice(0, section.indexOf("\n"));
      return [title, section] as const;
    }),
  );
  const kinds = eventSchema.options.map(({ shape }) => shape.event.value);
  assertEquals([...sections.keys()], kinds);
  for (const { shape } of eventSchema.options) {
    const section = sections.get(shape.event.value) ?? "";
    for (const field of Object.keys(shape)) {
      if (field === "event" || field === "time") continue;
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
