/** A recording that is steered by signals, and one that is killed after it was steered. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { readJournal } from "../../../capture/spool/journal.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { chaptersOf, durationOf, levelDb, minute, sleep } from "../recordings.ts";

Deno.test("SIGUSR2 pauses and goes on", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using program = new Program([...minute(folder), "--out", out, "--json"]);
    await program.saw('"progress"');
    program.kill("SIGUSR2");
    await program.saw('"paused"');
    await sleep(500);
    program.kill("SIGUSR2");
    await program.saw('"resumed"');
    program.kill("SIGINT");
    const { stdout } = await program.result;
    const finished = stdout.trim().split("\n").map((line) => JSON.parse(line)).at(-1);
    assertEquals(finished.pauses.length, 1);
    assertAlmostEquals(await durationOf(out), finished.seconds - finished.pauses[0].seconds, 0.1);
  });
});

/** `CONFREC_KILLS` asks for more of them. */
const KILLS = Number(Deno.env.get("CONFREC_KILLS") ?? 3);

Deno.test("a mark that was answered survives a kill 0.2 s later", async () => {
  for (let i = 1; i <= KILLS; i++) {
    await withFolder(async (folder) => {
      const out = join(folder, "meeting.mp3");
      await using program = new Program([...minute(folder), "--out", out, "--json"]);
      await program.saw('"progress"');
      const { code, stderr } = await runProgram(["mark", `Number ${i}`, "--session", out]);
      assertEquals(code, 0, stderr);
      await sleep(200);
      // Its child: `nice` replaces itself by the program.
      program.kill("SIGKILL");
      await program.result;
      const spool = `${out}.confrec`;
      const gone = await runProgram(["mark", "late", "--session", spool]);
      assertEquals(gone.code, 3, gone.stderr);
      const atFrame = [...readJournal(join(spool, "journal.ndjson"))].flatMap(({ record }) => {
        return record?.type === "mark" ? [record.atFrame] : [];
      });
      assertEquals(atFrame.length, 1);
      assertEquals((await runProgram(["recover", spool, "--quiet"])).code, 4);
      const chapters = await chaptersOf(out);
      assertEquals(chapters.map(({ title }) => title), ["Start", `Number ${i}`]);
      assertAlmostEquals(chapters[1]?.startSeconds ?? NaN, (atFrame[0] ?? NaN) / 48_000, 0.3);
    });
  }
});

Deno.test("a pause and a mute that were answered survive a kill 0.2 s later", async () => {
  for (let i = 1; i <= KILLS; i++) {
    await withFolder(async (folder) => {
      const out = join(folder, "meeting.mp3");
      const args = [...minute(folder), "--out", out, "--json", "--normalize", "off"];
      await using program = new Program([...args, "--gate", "off", "--keep-stems"]);
      await program.saw('"progress"');
      const orders = [["mute", "mic"], ["unmute", "mic"], ["pause"]];
      for (const words of orders) {
        const { code, stderr } = await runProgram([...words, "--session", out]);
        assertEquals(code, 0, stderr);
      }
      await sleep(200);
      program.kill("SIGKILL");
      await program.result;
      const spool = `${out}.confrec`;
      const recovered = await runProgram(["recover", spool, "--json"]);
      assertEquals(recovered.code, 4, recovered.stderr);
      const report = recovered.stdout.trim().split("\n").map((line) => JSON.parse(line))
        .find(({ event }) => event === "recovered");
      assertEquals([report.pauses.length, report.mutes.length], [1, 1]);
      const [pause] = report.pauses;
      assertAlmostEquals(await durationOf(out), report.seconds - pause.seconds, 0.1);
      const quiet = [pause.atSeconds + 0.006, report.seconds] as const;
      if (report.seconds > quiet[0]) {
        assertEquals(await levelDb(report.stems.mic, ...quiet), -Infinity);
      }
      const [mute] = report.mutes;
      const muteEnd = mute.atSeconds + mute.seconds - 0.001;
      assertEquals(await levelDb(report.stems.mic, mute.atSeconds + 0.006, muteEnd), -Infinity);
    });
  }
});
