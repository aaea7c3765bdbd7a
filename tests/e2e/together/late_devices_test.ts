/** Devices, and a sound server, that come later than confrec: on a real server of our own. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { jsonLinesOf } from "../json_lines.ts";

/** A microphone is plugged in. */
const PLUG = [
  ...["load-module", "module-remap-source", "master=micfeed.monitor", "source_name=jabra"],
  "source_properties=device.description=Jabra-Speak",
];

async function ended(program: Program) {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  program.kill("SIGINT");
  const { code, stdout, stderr } = await program.result;
  const lines = jsonLinesOf(stdout);
  const last = lines.at(-1);
  assert(last?.event === "finished", stderr);
  return { code, lines, last };
}

Deno.test("--wait-for-devices: a sound server that comes later is recorded from when it is there", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    await card.kill();
    const out = join(folder, "new", "a.mp3");
    await using program = new Program(["--out", out, "--json", "--wait-for-devices"], card.env);
    await program.saw('"waiting"');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assertEquals([...Deno.readDirSync(folder)], []);
    await card.restart();
    await program.saw('"started"');
    const { lines, last } = await ended(program);
    const [waiting] = lines;
    assert(waiting?.event === "waiting");
    assertEquals([Object.keys(waiting.missing ?? {}), waiting.tracks], [["mic", "system"], {}]);
    assertLess(1, last.seconds);
    assertEquals([...Deno.readDirSync(join(folder, "new"))].map(({ name }) => name), ["a.mp3"]);
  });
});

Deno.test("--wait-for-devices: a microphone that is named and comes later joins what is recorded", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    const out = join(folder, "a.mp3");
    const args = ["--out", out, "--json", "--wait-for-devices", "--mic", "jabra"];
    await using program = new Program(args, card.env);
    // The call is there, and is not waited with.
    await program.saw('"progress"');
    await card.pactl(...PLUG);
    await program.saw('"back"');
    const { lines, last } = await ended(program);
    const started = lines.find(({ event }) => event === "started");
    assert(started?.event === "started");
    assertEquals(Object.keys(started.tracks), ["system"]);
    assert(lines.some((line) => line.event === "gap" && line.cause === "late-start"));
    assertEquals(last.tracks.mic?.name, "Jabra-Speak");
    assertLess(0.1, last.tracks.mic?.startOffsetSeconds ?? 0);
  });
});

Deno.test("--wait-for-devices: where nothing else is recorded it waits, and is said to; Ctrl+C leaves nothing", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true });
    const out = join(folder, "a.mp3");
    const args = ["--out", out, "--wait-for-devices", "--mic", "jabra", "--system", "none"];
    {
      await using program = new Program([...args, "--json"], card.env);
      await program.saw('"waiting"');
      await card.pactl(...PLUG);
      const { code, lines, last } = await ended(program);
      assertEquals(code, 0);
      assertEquals(lines.map(({ event }) => event).slice(0, 2), ["waiting", "started"]);
      assertEquals(last.tracks.mic?.name, "Jabra-Speak");
      Deno.removeSync(out);
    }
    await card.pactl("unload-module", "module-remap-source");
    await using program = new Program([...args, "--json"], card.env);
    await program.saw('"waiting"');
    program.kill("SIGINT");
    const { code, stderr } = await program.result;
    assertEquals(code, 3, stderr);
    assert(stderr.includes('Your microphone: no microphone matches "jabra"'), stderr);
    assert(stderr.includes("No device came; nothing was recorded"), stderr);
    assertEquals([...Deno.readDirSync(folder)], []);
    const refused = await runProgram(args.filter((arg) => arg !== "--wait-for-devices"), card.env);
    assertEquals(refused.code, 2, refused.stderr);
  });
});
