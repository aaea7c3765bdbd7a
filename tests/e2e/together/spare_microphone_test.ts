/** A microphone that goes away while another one is at hand: on a real sound server of our own. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { gapsOf, jsonLinesOf } from "../json_lines.ts";

const PLUG = [
  ...["load-module", "module-remap-source", "master=micfeed.monitor", "source_name=jabra"],
  "source_properties=device.description=Jabra-Speak",
];
const ARGS = ["--mic", "jabra", "--mic-fallback", "default"];

function pass(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 * seconds));
}

Deno.test("--mic-fallback: the spare microphone records until the first is back", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    const module = (await card.pactl(...PLUG)).trim();
    const out = join(folder, "a.mp3");
    await using program = new Program([...ARGS, "--out", out, "--json"], card.env);
    await program.saw('"started"');
    await pass(2);
    await card.pactl("unload-module", module);
    await program.saw('"back"');
    await pass(1.5);
    const status = JSON.parse((await runProgram(["status", "--json", "--session", out])).stdout);
    assertEquals(status.spares, { mic: "Microphone" });
    await card.pactl(...PLUG);
    await program.saw('"moved"');
    await pass(1.5);
    program.kill("SIGINT");
    const { stdout, stderr } = await program.result;
    const lines = jsonLinesOf(stdout);
    const devices = lines.flatMap((line) => line.event === "track" ? [line] : []);
    assertEquals(
      devices.map(({ track, state, name, isSpare }) => [track, state, name, isSpare]),
      [
        ["mic", "lost", undefined, undefined],
        ["mic", "back", "Microphone", true],
        ["mic", "moved", "Jabra-Speak", undefined],
      ],
    );
    assert(
      stderr.includes("Your microphone: Jabra-Speak disconnected; recording Microphone instead"),
      stderr,
    );
    assert(stderr.includes("Your microphone: Jabra-Speak is there, and recorded from"), stderr);
    for (const gap of gapsOf(lines)) {
      if (gap.track !== "mic" || gap.seconds < 0.001) continue;
      assertEquals(gap.cause, "replaced");
      assertLess(gap.seconds, 2);
    }
    const finished = lines.at(-1);
    assert(finished?.event === "finished");
    const { mic } = finished.tracks;
    assertEquals([mic?.name, mic?.lost], ["Jabra-Speak", undefined]);
    const [spare, more] = mic?.spares ?? [];
    assertEquals([spare?.name, more], ["Microphone", undefined]);
    const [, back, moved] = devices;
    assertAlmostEquals(spare?.atSeconds ?? 0, back?.atSeconds ?? 0, 0.01);
    assertAlmostEquals(
      (spare?.atSeconds ?? 0) + (spare?.seconds ?? 0),
      ...[moved?.atSeconds ?? 0, 0.01] as const,
    );
    assertLess(1, spare?.seconds ?? 0);
  });
});

Deno.test("--mic-fallback: a microphone that is not there at the start is no error, and is recorded once it comes", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    const out = join(folder, "a.mp3");
    const args = [...ARGS, "--system", "none", "--out", out, "--json"];
    {
      await using program = new Program(args, card.env);
      await program.saw('"started"');
      await pass(1.5);
      await card.pactl(...PLUG);
      await program.saw('"moved"');
      await pass(1);
      // What a crash leaves knows of it, too.
      program.kill("SIGKILL");
      const { stdout, stderr } = await program.result;
      const started = jsonLinesOf(stdout).find(({ event }) => event === "started");
      assert(started?.event === "started");
      assertEquals([started.tracks.mic?.name, started.tracks.mic?.isSpare], ["Microphone", true]);
      assert(
        stderr.includes("Your microphone: jabra is not there; recording Microphone instead"),
        stderr,
      );
    }
    const { stdout } = await runProgram(["recover", folder, "--json"]);
    const recovered = jsonLinesOf(stdout).find(({ event }) => event === "recovered");
    assert(recovered?.event === "recovered");
    const [spare] = recovered.tracks.mic?.spares ?? [];
    assertEquals([spare?.name, spare?.atSeconds], ["Microphone", 0]);
    assertLess(1, spare?.seconds ?? 0);
    assertLess(spare?.seconds ?? 0, recovered.seconds);
    assertEquals(recovered.tracks.mic?.name, "Jabra-Speak");
    const wrong = await runProgram([...ARGS.slice(2), "--mic", "none", "--out", out], card.env);
    assertEquals(wrong.code, 2, wrong.stderr);
  });
});
