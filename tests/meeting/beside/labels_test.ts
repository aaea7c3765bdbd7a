import { assertEquals } from "@std/assert";
import { audacityLabels, vttChapters } from "../../../meeting/beside/labels.ts";
import { EXAMPLE } from "../facts/example_facts.ts";

Deno.test("labels are what Audacity reads: two times and a text on a line, in order", () => {
  const lines = audacityLabels(EXAMPLE).split("\n");
  assertEquals(lines.pop(), "");
  const fields = lines.map((line) => line.split("\t"));
  assertEquals(fields.filter((each) => each.length !== 3), []);
  const starts = fields.map(([from]) => Number(from));
  assertEquals(starts, starts.toSorted((one, other) => one - other));
  assertEquals(fields.find(([, , text]) => text === "<b>decided</b>"), [
    ...["35.000000", "35.000000", "<b>decided</b>"],
  ]);
  assertEquals(fields.filter(([, , text]) => text === "You").map(([from, to]) => [from, to]), [
    ["2.000000", "12.000000"],
    ["40.000000", "50.000000"],
  ]);
});

Deno.test("what would break a line of labels, or a cue, is text like any other", () => {
  const marks = [{ atSeconds: 1, recordedAtSeconds: 1, text: 'a\tb\nc --> <i>"&' }];
  const facts = { ...EXAMPLE, marks, sides: {}, pauses: [], faults: [], notes: [], cuts: [] };
  assertEquals(audacityLabels(facts), '1.000000\t1.000000\ta b c --> <i>"&\n');
  assertEquals(vttChapters(facts).split("\n").slice(4), [
    ...["1", "00:00:00.000 --> 00:00:01.000", "Start", ""],
    ...["2", "00:00:01.000 --> 00:01:20.000", 'a b c --&gt; &lt;i&gt;"&amp;', ""],
  ]);
});

Deno.test("chapters cover the file from its beginning to its end", () => {
  const chapters = [{ atSeconds: 0, title: "A" }, { atSeconds: 3_723.5, title: "B" }];
  const programme = { ...EXAMPLE.programme, seconds: 7_200 };
  assertEquals(
    vttChapters({ ...EXAMPLE, programme, chapters }),
    [
      ...["WEBVTT", "", "NOTE confrec: meeting.mp3", ""],
      ...["1", "00:00:00.000 --> 01:02:03.500", "A", ""],
      ...["2", "01:02:03.500 --> 02:00:00.000", "B", ""],
    ].join("\n"),
  );
  const none = vttChapters({ ...EXAMPLE, marks: [] });
  assertEquals(none.split("\n").slice(4), ["1", "00:00:00.000 --> 00:01:20.000", "meeting", ""]);
});

Deno.test("ffmpeg reads the chapters as subtitles", async () => {
  const command = new Deno.Command("ffprobe", {
    args: ["-v", "error", "-f", "webvtt", "-show_packets", "-of", "json", "-i", "pipe:0"],
    ...{ stdin: "piped", stdout: "piped" },
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(new TextEncoder().encode(vttChapters(EXAMPLE)));
  await writer.close();
  const { stdout } = await command.output();
  const { packets } = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(packets.map((one: { pts_time: string }) => Number(one.pts_time)), [0, 5, 35]);
});
