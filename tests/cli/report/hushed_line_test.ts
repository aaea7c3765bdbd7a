import { assertEquals } from "@std/assert";
import { hushedLine } from "../../../cli/report/hushed_line.ts";

Deno.test("who pauses or mutes is told where, and what that means", () => {
  const lines = [
    hushedLine({ type: "pause", atSeconds: 75.4 }),
    hushedLine({ type: "resume", atSeconds: 80 }),
    hushedLine({ type: "mute", track: "mic", atSeconds: 3_600 }),
    hushedLine({ type: "unmute", track: "system", atSeconds: 3_601 }),
  ];
  assertEquals(lines, [
    "Paused at 01:15; nothing is kept until it is resumed",
    "Resumed at 01:20",
    "Your microphone is muted from 1:00:00 on; nothing of it is kept",
    "The call is recorded again from 1:00:01 on",
  ]);
});
