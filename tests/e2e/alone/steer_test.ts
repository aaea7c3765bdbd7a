/** A recording that is steered from other processes while it runs. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { runTool } from "../../../scripts/project/tool.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { gapsOf, jsonLinesOf } from "../json_lines.ts";
import { chaptersOf, durationOf, levelDb, sleep } from "../recordings.ts";

Deno.test("a mark on a real sound server is a chapter at its place, and stop waits for the file", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    // Devices that give nothing but zeros are a fault.
    const noise = join(card.folder, "noise.wav");
    await runTool("sox", ["-n", "-r", "48000", noise, ...[
      "synth",
      "60",
      "pinknoise",
      "vol",
      "0.1",
    ]]);
    const players = ["micfeed", "speakers"].map((sink) => card.play(noise, sink));
    await using program = new Program(["--out", out, "--json"], card.env);
    await program.saw('"progress"');
    await sleep(1_500);
    const status = await runProgram(["status", "--json", "--session", out]);
    const before = JSON.parse(status.stdout);
    const readMs = Date.now();
    assertEquals([status.code, before.out, before.state], [0, out, "recording"]);
    const marked = await runProgram(["mark", "The vote", "--session", out]);
    const answeredMs = Date.now();
    assertEquals(marked.code, 0, marked.stderr);
    await sleep(500);
    program.kill("SIGUSR1");
    await sleep(500);
    const stopped = await runProgram(["stop", "--session", out]);
    assertEquals([stopped.code, stopped.stdout], [0, `${out}\n`], stopped.stderr);
    for (const player of players) player.kill();
    await Promise.all(players.map(({ status }) => status));
    const { code, stdout } = await program.result;
    assertEquals(code, stopped.code);
    assert(stdout.includes('"reason":"request"'));

    const [first, vote, last] = await chaptersOf(out);
    assert(first !== undefined && vote !== undefined && last !== undefined);
    assertEquals([first.title, first.startSeconds, vote.title], ["Start", 0, "The vote"]);
    assertEquals(first.endSeconds, vote.startSeconds);
    // The status says where the session was at a moment; the mark came between two others.
    const at = (ms: number) => before.seconds + (ms - Date.parse(before.time)) / 1_000;
    assert(vote.startSeconds > at(readMs) - 0.3, `${vote.startSeconds} before ${at(readMs)}`);
    assertLess(vote.startSeconds, at(answeredMs) + 0.3);
    const duration = await runTool("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", out],
    ]);
    assertEquals([last.title, last.startSeconds], ["Mark 2", vote.endSeconds]);
    assertAlmostEquals(last.endSeconds, Number(duration), 0.1);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["meeting.mp3"]);
  });
});

Deno.test("muted and paused from another process: silence in the stems, a cut in the file, a chapter at its place", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    const tones: Deno.ChildProcess[] = [];
    for (const [sink, hz] of [["micfeed", 500], ["speakers", 1_500]] as const) {
      const path = join(card.folder, `${sink}.wav`);
      await runTool("sox", [
        "-n",
        "-r",
        "48000",
        path,
        "synth",
        "60",
        "sine",
        `${hz}`,
        "vol",
        "0.2",
      ]);
      tones.push(card.play(path, sink));
    }
    const args = ["--out", out, "--json", "--keep-stems", "--gate", "off", "--normalize", "off"];
    await using program = new Program([...args, "--channels", "split"], card.env);
    await program.saw('"progress"');
    const startedMs = performance.now();
    const at = (seconds: number) => sleep(startedMs + seconds * 1_000 - performance.now());
    /** Between when it holds: a command takes its time to start. */
    const ask = async (...words: string[]) => {
      const fromMs = performance.now();
      const { code, stderr } = await runProgram([...words, "--session", out]);
      assertEquals(code, 0, stderr);
      return { fromMs, toMs: performance.now() };
    };
    type Asked = Awaited<ReturnType<typeof ask>>;
    const lasted = (seconds: number, begin: Asked, end: Asked) => {
      const [least, most] = [end.fromMs - begin.toMs, end.toMs - begin.fromMs];
      const isRight = seconds * 1_000 > least - 50 && seconds * 1_000 < most + 50;
      assert(isRight, `${seconds} s, and not ${least} to ${most} ms`);
    };
    await at(1);
    await ask("mark", "The vote");
    await at(2);
    const muted = await ask("mute");
    await at(5);
    const unmuted = await ask("unmute", "mic");
    await at(6);
    const paused = await ask("pause");
    await at(7);
    const status = JSON.parse((await runProgram(["status", "--json", "--session", out])).stdout);
    assertEquals([status.state, status.mark.text], ["paused", "The vote"]);
    await at(9);
    const resumed = await ask("resume");
    await at(11);
    await ask("mark", "After");
    await at(12);
    assertEquals((await runProgram(["stop", "--session", out])).code, 0);
    for (const tone of tones) tone.kill();
    await Promise.all(tones.map(({ status }) => status));
    const { code, stdout } = await program.result;
    assertEquals(code, 0, stdout);

    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const finished = lines.find(({ event }) => event === "finished");
    const [pause] = finished.pauses;
    const [mute] = finished.mutes;
    assertEquals([finished.pauses.length, finished.mutes.length, mute.track], [1, 1, "mic"]);
    lasted(pause.seconds, paused, resumed);
    lasted(mute.seconds, muted, unmuted);
    assertEquals(gapsOf(jsonLinesOf(stdout)), []);

    // The stems are as long as the session, and hold exact silence; the file is shorter by the pause.
    // Told to the millisecond.
    const pauseEnd = pause.atSeconds + pause.seconds - 0.001;
    const muteEnd = mute.atSeconds + mute.seconds - 0.001;
    const stems = { mic: finished.stems.mic, system: finished.stems.system };
    for (const path of [stems.mic, stems.system]) {
      assertEquals(await levelDb(path, pause.atSeconds + 0.006, pauseEnd), -Infinity);
      assert(await levelDb(path, pauseEnd + 0.1, pauseEnd + 1) > -30);
      assert(await levelDb(path, pause.atSeconds - 0.5, pause.atSeconds) > -30);
      assertAlmostEquals(await durationOf(path), finished.seconds, 0.001);
    }
    assertEquals(await levelDb(stems.mic, mute.atSeconds + 0.006, muteEnd), -Infinity);
    assert(await levelDb(stems.system, mute.atSeconds, muteEnd) > -30);
    assertAlmostEquals(await durationOf(out), finished.seconds - pause.seconds, 0.1);
    assertAlmostEquals(finished.fileSeconds, finished.seconds - pause.seconds, 0.002);
    const left = ["remix", "1"];
    const you = join(folder, "you.wav");
    await runTool("sox", [out, you, ...left]);
    assert(await levelDb(you, mute.atSeconds + 0.1, muteEnd - 0.1) < -80);
    // No click at the cut: it is a fade into the other part.
    assert(await levelDb(out, mute.atSeconds + 0.1, muteEnd - 0.1) > -30);

    const [first, vote, after] = await chaptersOf(out);
    assertEquals([first?.title, vote?.title, after?.title], ["Start", "The vote", "After"]);
    const [voteMark, afterMark] = finished.marks;
    assertAlmostEquals(vote?.startSeconds ?? NaN, voteMark.atSeconds, 0.01);
    assertAlmostEquals(after?.startSeconds ?? NaN, afterMark.atSeconds - pause.seconds, 0.01);
  });
});
