/** What the Windows program says of things that cannot be, and the exit codes of docs/exit_codes.md. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { runProgram } from "../../scripts/stage/program.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;

Deno.test("bad input ends with the exit codes that Linux has, in one line, and touches nothing", {
  ignore,
}, async () => {
  await using card = await VirtualCard.start();
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "song.wav"), "this is no sound, whatever its name says");
    await Deno.writeTextFile(join(folder, "there.mp3"), "an older meeting");
    const before = names(folder);
    const out = join(folder, "meeting.mp3");
    const attempts: [args: string[], code: number, why: RegExp][] = [
      [["--nonsense"], 2, /nonsense/],
      [["--out", join(folder, "there.mp3")], 2, /exists|already/],
      [["--out", join(folder, "NUL.mp3")], 2, /name of a device on Windows/],
      [["--out", out, "--mic", "no such thing"], 2, /Cannot find "no such thing"/],
      [["--out", out, "--duration", "soon"], 2, /duration/],
      [["mix", "--mic", join(folder, "song.wav"), "--out", out], 2, /song\.wav/],
      [["recover", join(folder, "none.confrec")], 2, /none\.confrec/],
    ];
    for (const [args, expected, why] of attempts) {
      const { code, stderr } = await runProgram(args, card.env);
      assertEquals(code, expected, `${args.join(" ")}: ${stderr}`);
      const said = linesOfConfrec(stderr);
      assertEquals(said.length, 1, stderr);
      assertMatch(said[0] ?? "", /^confrec: Cannot [^\n]+: [^\n]+$/);
      assertMatch(said[0] ?? "", why);
    }
    assertEquals(names(folder), before);
  }, { prefix: "confrec wine ü " });
});

Deno.test("a Windows without a sound device ends with 3 and says what to do", {
  ignore,
}, async () => {
  await withFolder(async (folder) => {
    const none = { PULSE_SERVER: `unix:${join(folder, "nobody")}` };
    const out = join(folder, "meeting.mp3");
    const { code, stderr } = await runProgram(["--out", out, "--duration", "2s"], none);
    assertEquals(code, 3, stderr);
    assertMatch(linesOfConfrec(stderr).join("\n"), /^confrec: Cannot [^\n]+; [^\n]+$/);
    assert(!names(folder).includes("meeting.mp3"));
  }, { prefix: "confrec wine " });
});

/** Without what Wine has to say: of its sound driver, and of services of its own that crash at times. */
function linesOfConfrec(stderr: string): string[] {
  return stderr.split(/\r?\n/).filter((line) => !/^$|^wine: |^ALSA lib |^[0-9a-f]{4}:/.test(line));
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
