import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { runProgram } from "../../../scripts/stage/program.ts";
import { writeTones } from "../../../scripts/stage/tones.ts";
import { TemporaryFolder, withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("the doctor hears what a real sound server gives, and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start();
    const tone = join(folder, "tone.wav");
    await writeTones(tone, 20, [{ fromSeconds: 0, toSeconds: 20, hz: 440, peakDb: -20 }]);
    const player = card.play(tone, "micfeed");
    const args = ["doctor", "--json", "--out", join(folder, "a.mp3"), "--system", "speakers"];
    const { code, stdout, stderr } = await runProgram(args, card.env);
    player.kill("SIGKILL");
    await player.status;
    assertEquals(code, 0, stdout + stderr);
    const findings: Finding[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const of = (check: Finding["check"]) => findings.find((one) => one.check === check);
    assertEquals(of("mic")?.device?.name, "Microphone");
    assertAlmostEquals(of("mic")?.device?.peakDb ?? NaN, -20, 0.5);
    assertEquals(of("system")?.device?.peakDb, null);
    assertEquals([of("silence")?.state, of("ffmpeg")?.state], ["ok", "ok"]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["tone.wav"]);
  });
});

Deno.test("the doctor names what is muted", async () => {
  await using card = await VirtualCard.start();
  await card.pactl("set-source-mute", "microphone", "1");
  await card.pactl("set-sink-mute", "speakers", "1");
  const { code, stdout } = await runProgram(["doctor"], card.env, card.folder);
  assertEquals(code, 0, stdout);
  assert(/^warn {2}microphone {5}Microphone: .*, muted; unmute it/m.test(stdout), stdout);
  assert(/^warn {2}the call {7}Speakers: .*, muted; unmute it/m.test(stdout), stdout);
});

Deno.test("the doctor says what to do where there is no sound server", async () => {
  const env = { PULSE_SERVER: "unix:/nonexistent", XDG_RUNTIME_DIR: "/nonexistent" };
  const { code, stdout } = await runProgram(["doctor"], env);
  assertEquals(code, 3);
  assert(/^fail {2}sound server {2}/m.test(stdout));
  assertStringIncludes(stdout, "start PulseAudio or PipeWire");
});

Deno.test("without XDG_RUNTIME_DIR, as in cron, that variable, the user and what to do are named", async () => {
  const env = { PULSE_SERVER: "", XDG_RUNTIME_DIR: "", HOME: "/nonexistent", USER: "kiosk" };
  for (const args of [["doctor"], ["--out", "a.mp3"], ["devices"]]) {
    const { code, stdout, stderr } = await runProgram(args, env);
    assertEquals(code, 3, stdout + stderr);
    assert(
      /none is found for user kiosk, and XDG_RUNTIME_DIR is not set.*; run confrec as/.test(
        stdout + stderr,
      ),
      stdout + stderr,
    );
  }
});

Deno.test("a sound server that hangs holds up nobody: doctor and recording say so, and end", async () => {
  await using card = await VirtualCard.start();
  using temporary = new TemporaryFolder();
  const folder = temporary.path;
  Deno.kill(card.pid, "SIGSTOP");
  try {
    const began = performance.now();
    const doctor = await runProgram(["doctor"], card.env, folder);
    const recording = await runProgram(["--out", join(folder, "a.mp3")], card.env);
    // PulseAudio's library alone would wait for 30 s, each time.
    assertLess(performance.now() - began, 30_000);
    for (const { code, stdout, stderr } of [doctor, recording]) {
      assertEquals(code, 3, stdout + stderr);
      assertStringIncludes(stdout + stderr, "Cannot reach the sound server: it has not answered");
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  } finally {
    Deno.kill(card.pid, "SIGCONT");
  }
});
