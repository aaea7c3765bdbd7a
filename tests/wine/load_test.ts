/** A recording on Windows beside programs that take all the processors. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import { decode, levelsOf, writeTones } from "../../scripts/stage/tones.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";

const seconds = Number(Deno.env.get("CONFREC_LOAD_SECONDS") ?? 60);
const ignore = Deno.env.get("CONFREC_WINE") === undefined;
/** How much the busy processes stand back: where others work at the same time they take only what is left. */
const niceness = Deno.env.get("CONFREC_BUSY") === undefined ? 0 : 10;

Deno.test("a recording beside busy processors loses no frame", { ignore }, async () => {
  using temporary = new TemporaryFolder({ prefix: "confrec load " });
  const folder = temporary.path;
  await using card = await VirtualCard.start();
  const busy = Array.from({ length: navigator.hardwareConcurrency }, startBusy);
  try {
    for (const [sink, hz] of [["micfeed", 440], ["speakers", 1000]] as const) {
      const file = join(folder, `${sink}.wav`);
      const tone = { fromSeconds: 0, toSeconds: seconds + 30, hz, peakDb: -12 };
      await writeTones(file, seconds + 30, [tone]);
      card.play(file, sink);
    }
    const out = join(folder, "meeting.wav");
    const args = ["--gate", "off", "--normalize", "off", "--duration", `${seconds}s`, "--json"];
    await using program = new Program([...args, "--out", out], card.env);
    const { code, stdout, stderr } = await program.result;
    assertEquals(code, 0, stderr);
    const events = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const dropped = events.flatMap(({ event, tracks }) =>
      event === "progress" ? [tracks.mic.droppedFrames, tracks.system.droppedFrames] : []
    );
    assert(dropped.length > seconds, "progress was told too seldom");
    assertEquals(Math.max(...dropped), 0);
    const gaps = events.filter(({ event }) => event === "gap");
    console.log(`gaps that the sound server made: ${gaps.map(describe).join(", ") || "none"}`);
    assertEquals(gaps.filter(({ cause }) => cause === "overrun"), []);

    const { channels: [left, right] } = await decode(out, 2);
    assert(left && right);
    assertEquals(left.length, 48_000 * seconds);
    for (const [channel, hz] of [[left, 440], [right, 1000]] as const) {
      const levels = levelsOf(channel, hz).sort((a, b) => a - b);
      assertAlmostEquals(levels[levels.length >> 1] ?? NaN, -12, 0.3);
    }
  } finally {
    for (const child of busy) child.kill("SIGKILL");
    await Promise.all(busy.map((child) => child.status));
  }
});

function startBusy(): Deno.ChildProcess {
  return new Deno.Command("nice", {
    args: ["-n", `${niceness}`, Deno.execPath(), "eval", "for (;;);"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function describe({ track, seconds, cause }: Record<string, unknown>): string {
  return `${track} ${seconds} s ${cause}`;
}
