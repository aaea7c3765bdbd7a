import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { offsetSeconds } from "../../../scripts/stage/offset.ts";
import { Program } from "../../../scripts/stage/program.ts";
import { decode } from "../../../scripts/stage/tones.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { runTool } from "../../../scripts/project/tool.ts";

const SECONDS = 12;

Deno.test("a sound that reaches both sides at once is at the same place in both stems, from start to end", async () => {
  await withFolder(async (folder) => {
    const noise = join(folder, "noise.wav");
    await runTool("sox", [
      ...["-R", "-n", "-r", "48000", "-b", "16", "-c", "2", noise],
      ...["synth", String(SECONDS), "pinknoise", "vol", "0.3", "remix", "1", "1"],
    ]);
    // One output feeds both sides, the way a loudspeaker reaches a microphone, but without the room.
    await using card = await VirtualCard.start({
      extra: [
        "load-module module-remap-source master=speakers.monitor source_name=ear",
        "set-default-source ear",
      ],
    });
    const out = join(folder, "meeting.mp3");
    await using program = new Program(["--out", out, "--json", "--keep-stems"], card.env);
    await program.saw('"started"');
    await card.play(noise, "speakers").status;
    program.kill("SIGINT");
    const { code, stderr } = await program.result;
    assertEquals(code, 0, stderr);

    const { channels: [mic] } = await decode(join(folder, "meeting.mic.wav"), 1);
    const { channels: [system] } = await decode(join(folder, "meeting.system.wav"), 1);
    assert(mic !== undefined && system !== undefined);
    assertEquals(mic.length, system.length);
    const begin = mic.findIndex((sample) => Math.abs(sample) > 0.01) / 48_000;
    const offsets = [0.2, 2, SECONDS - 3].map((at) =>
      offsetSeconds(mic, system, 48_000, begin + at)
    );
    for (const offset of offsets) assertLess(Math.abs(offset), 0.005, offsets.join(" "));
    // On a machine that is overrun the first second may tell a clock no better than within some ms; nine do.
    assertLess(Math.abs(offsets[2] ?? NaN), 0.001, offsets.join(" "));
  });
});
