import { assert, assertEquals } from "@std/assert";
import { RecordingView } from "../../../cli/report/recording_view.ts";
import { StatusLine } from "../../../cli/terminal/status_line.ts";
import { columnsOf } from "../../../cli/terminal/terminal_text.ts";
import { FakeOutput, FakeTicker } from "../fake_io.ts";
import { ABOUT } from "./live_recording.ts";

/** What `?` says at once on a terminal of some size. */
function keysSaid(columns: number, rows: number): string[] {
  const output = new FakeOutput(true, columns, rows);
  const status = new StatusLine(output, true, new FakeTicker().start);
  const view = new RecordingView(ABOUT, status, { quiet: false, colour: false });
  view.panel = { ...view.panel, explainsKeys: true };
  return output.lines;
}

Deno.test("at its begin is said how long a recording is going to be that ends by itself", () => {
  const said = (durationSeconds?: number) => {
    const output = new FakeOutput(false);
    const status = new StatusLine(output, false, new FakeTicker().start);
    const about = { ...ABOUT, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
    const view = new RecordingView(about, status, { quiet: false, colour: false });
    const tracks = { mic: { name: "Headset", rateHz: 48_000, channels: 1 } };
    view.show({ event: "started", format: 1, out: "/a.mp3", rateHz: 48_000, tracks });
    return output.lines;
  };
  assertEquals(said(), ["Recording you (Headset); Ctrl+C stops"]);
  assertEquals(said(86_399.4), ["Recording you (Headset), for 24:00:00; Ctrl+C stops"]);
});

Deno.test("? explains the keys below the meters, and above them where these have no space", () => {
  assertEquals(keysSaid(80, 24), []);
  assertEquals(keysSaid(80, 8).length, 5);
  for (const [columns, rows] of [[60, 24], [30, 24], [20, 5]] as const) {
    const lines = keysSaid(columns, rows);
    assert(lines.join(" ").replace(/ +/g, " ").includes("q stop, and make the file"), `${columns}`);
    for (const line of lines) assert(columnsOf(line) <= columns, line);
  }
});
