/** A recording that ends when nobody speaks any more: music with holes in it, as of a busy machine, may be taken for speech. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { jsonLinesOf } from "../json_lines.ts";
import { stopAll, writeSound } from "../players.ts";
import { durationOf } from "../recordings.ts";

Deno.test("--stop-on-silence: it ends while music plays on, and the file ends with the last word", () =>
  withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start({ prompt: true });
    const { near, far } = makeConversation(12, 0.3);
    const music = makeNoSpeech("organ", 60, -30, 2);
    const [nearPath, farPath] = [
      writeSound(join(card.folder, "near.wav"), near),
      writeSound(join(card.folder, "far.wav"), far, music),
    ];
    const args = ["--out", out, "--json", "--stop-on-silence", "12s", "--trim", "off"];
    await using program = new Program([...args], card.env);
    // A machine that starts programs slowly is not to miss what is said.
    await program.saw('"started"');
    const players = [card.play(nearPath, "micfeed"), card.play(farPath, "speakers")];
    await program.saw('"progress"');
    const marked = await runProgram(["mark", "Start", "--session", out]);
    assertEquals(marked.code, 0, marked.stderr);
    const { code, stdout } = await program.result;
    await stopAll(players);
    const events = jsonLinesOf(stdout);
    const why = events.flatMap((one) => one.event === "stopping" ? one.reason : []);
    assertEquals(why, ["silence"], stdout);
    const finished = events.at(-1);
    assert([0, 4].includes(code));
    assert(finished?.event === "finished" && finished.tail !== undefined, stdout);
    const { tail, seconds } = finished;
    // The last turn ends at 12 s of the conversation at the latest.
    assertLess(tail.atSeconds, 17);
    assertLess(5, tail.atSeconds);
    assertAlmostEquals(tail.atSeconds + tail.seconds, seconds, 0.01);
    assertLess(8, tail.seconds);
    assertAlmostEquals(await durationOf(out), tail.atSeconds, 0.1);
  }));
