/** The last look, in whole files: a side that holds sound and is not in what was rendered. */
import { assertEquals } from "@std/assert";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import type { ProgrammeReport } from "../../post/programme_report.ts";
import { talk, TestSession } from "./stems.ts";

const RATE_HZ = 48_000;
const SHUT = { workerModule: "tests/post/shut_worker.ts" };

async function make(
  session: TestSession,
  changes: Partial<ProgrammeSettings>,
): Promise<{ report: ProgrammeReport; bytes: Uint8Array }> {
  await using programme = new Programme(session.settings(changes));
  const report = await programme.finish(session.finishing);
  return { report, bytes: await Deno.readFile(report.path) };
}

Deno.test("a microphone that is not in the file although it should be is put in, and that is told", async () => {
  for (
    const form of [{ type: "mp3", rate: { bitrateKbps: 128 } }, { type: "wav", bits: 16 }] as const
  ) {
    await using session = await TestSession.make();
    session.write("mic", talk(5 * RATE_HZ, 1, RATE_HZ, 1));
    const { options } = session.settings();
    const open = await make(session, { form, options: { ...options, gate: "off" } });
    assertEquals(open.report.gateOpenings, {});
    const { report, bytes } = await make(session, { ...SHUT, form });
    assertEquals([report.gateOpenings, report.unheardTracks], [{ mic: "unheard" }, []]);
    assertEquals(bytes, open.bytes);
  }
});

Deno.test("a side for which that does not help either is told, the other is there", async () => {
  await using session = await TestSession.talking(5 * RATE_HZ);
  const { report } = await make(session, SHUT);
  assertEquals(report.unheardTracks, ["system"]);
});

Deno.test("chunks that are there already are listened to as well", async () => {
  await using session = await TestSession.talking(3 * RATE_HZ);
  const first = await make(session, {});
  const again = await make(session, {});
  assertEquals([again.report.gateOpenings, again.report.unheardTracks], [{}, []]);
  assertEquals(again.bytes, first.bytes);
});
