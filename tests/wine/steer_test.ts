/** A Windows recording that is steered through its mailbox. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { mailIn } from "../../capture/spool/spool_mail.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import type { SteerOrder } from "../../meeting/steer/steer_protocol.ts";
import { VirtualCard } from "../../scripts/stage/virtual_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import { decode, writeTones } from "../../scripts/stage/tones.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A request as any program can write it; here Wine ends one Windows program when another ends. */
async function asked(spool: string, order: SteerOrder): Promise<void> {
  const id = crypto.randomUUID();
  const { requestsFolder, answersFolder } = mailIn(spool);
  const path = join(requestsFolder, `${id}.json`);
  await Deno.writeTextFile(`${path}.part`, JSON.stringify({ id, ...order }));
  await Deno.rename(`${path}.part`, path);
  for (let i = 0; i < 100; i++) {
    await sleep(50);
    const text = await Deno.readTextFile(join(answersFolder, `${id}.json`)).catch(() => "");
    if (text === "") continue;
    assertEquals(JSON.parse(text).done, true, text);
    return;
  }
  throw new Error(`Cannot ${order.order}: nobody answered in 5 s`);
}

Deno.test("marked, muted, paused and stopped from outside: as on Linux", {
  ignore,
}, async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "meeting.mp3");
    await using card = await VirtualCard.start();
    for (const [sink, hz] of [["micfeed", 440], ["speakers", 1000]] as const) {
      const file = join(folder, `${sink}.wav`);
      await writeTones(file, 120, [{ fromSeconds: 0, toSeconds: 120, hz, peakDb: -15 }]);
      card.play(file, sink);
    }
    const args = ["--gate", "off", "--normalize", "off", "--keep-stems", "--out", out, "--json"];
    await using program = new Program(args, card.env);
    await program.saw('"seconds":2');
    const spool = `${out}.confrec`;
    await asked(spool, { order: "mark", text: "Vote" });
    await asked(spool, { order: "mute", track: "mic" });
    await sleep(1_000);
    await asked(spool, { order: "unmute", track: "mic" });
    await sleep(1_500);
    await asked(spool, { order: "pause" });
    await sleep(2_000);
    await asked(spool, { order: "resume" });
    await sleep(1_500);
    await asked(spool, { order: "stop", wait: false });
    const { stdout } = await program.result;
    const finished = stdout.trim().split("\n").map((line) => JSON.parse(line))
      .find(({ event }) => event === "finished");
    assertEquals([finished.pauses.length, finished.mutes.length], [1, 1]);
    assertEquals(finished.marks[0]?.text, "Vote");
    const [pause] = finished.pauses;
    for (const side of ["mic", "system"] as const) {
      using stem = WavReader.open(join(folder, `meeting.${side}.wav`));
      const from = Math.ceil((pause.atSeconds + 0.006) * 48_000);
      const frames = Math.floor((pause.seconds - 0.008) * 48_000);
      assert(stem.read(from, frames).every((sample) => sample === 0), side);
      assert(stem.read(from - 48_000, 24_000).some((sample) => Math.abs(sample) > 0.01), side);
    }
    const { channels: [left] } = await decode(out, 2);
    assertAlmostEquals((left?.length ?? 0) / 48_000, finished.seconds - pause.seconds, 0.1);
  }, { prefix: "confrec wine " });
});
