/** How a recording ends on Windows. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavReader } from "../../formats/wav_reader.ts";
import { Program, runProgram } from "../../scripts/stage/program.ts";
import { CONSOLE_EVENT, sendConsoleEvent } from "./console_event.ts";
import { Meeting } from "./meeting.ts";

const ignore = Deno.build.os !== "windows";
/** Windows ends a program so long after it was told that its console closes. */
const CLOSING_MS = 5_000;

for (
  const [name, reason] of [
    ["Ctrl+C", "interrupt"],
    ["Ctrl+Break", "interrupt"],
    ["the console closed", "hangup"],
  ] as const
) {
  Deno.test(`${name}: the recording ends, and its file is whole`, { ignore }, async () => {
    await using meeting = new Meeting();
    const out = join(meeting.folder, "meeting.wav");
    await using program = new Program([...meeting.sources, "--out", out, "--json"]);
    await program.saw('"progress"');
    const askedAtMs = performance.now();
    sendConsoleEvent(program.child.pid, CONSOLE_EVENT[name]);
    const { code, stdout, stderr } = await program.result;
    assertEquals(code, 0, stderr);
    // Of a key no program is hurried.
    if (reason === "hangup") assertLess(performance.now() - askedAtMs, CLOSING_MS);
    assert(stdout.includes(`"reason":"${reason}"`), stdout);
    assertEquals(meeting.made, ["meeting.wav"]);
    using reader = WavReader.open(out);
    assert(reader.info.frames > 0 && reader.info.frames < 20 * 48_000);
  });
}

// That it is less than a second is shown at rest, by tests/wine/recover_test.ts: here all the other tests run beside it.
Deno.test("a program that is ended leaves all but the last seconds, and recover finishes it", {
  ignore,
}, async () => {
  await using meeting = new Meeting();
  const out = join(meeting.folder, "meeting.wav");
  const seconds = await (async () => {
    await using program = new Program([...meeting.sources, "--out", out, "--json"]);
    await program.saw('"seconds":3');
    program.kill("SIGKILL");
    const { stdout } = await program.result;
    return Math.max(...[...stdout.matchAll(/"seconds":([\d.]+)/g)].map(([, text]) => Number(text)));
  })();
  assertEquals(meeting.made, ["meeting.wav.confrec"]);
  const again = await runProgram([...meeting.sources, "--out", out]);
  assertEquals(again.code, 2, again.stderr);
  const { code, stderr } = await runProgram(["recover", `${out}.confrec`]);
  assertEquals(code, 4, stderr);
  assertEquals(meeting.made, ["meeting.wav"]);
  using reader = WavReader.open(out);
  assert(
    reader.info.frames / 48_000 > seconds - 2.5,
    `${reader.info.frames} frames of ${seconds} s`,
  );
});
