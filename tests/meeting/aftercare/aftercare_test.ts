import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { Aftercare } from "../../../meeting/aftercare/aftercare.ts";
import type { MeetingEvent } from "../../../meeting/events/events.ts";
import type { OutputFile } from "../../../meeting/ground/output_file.ts";
import { stemPathsOf } from "../../../meeting/output/output_path.ts";
import type { MeetingReport } from "../../../meeting/report/meeting_report.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";
import type { AftercareSettings } from "../../../meeting/settings/aftercare_settings.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeNow } from "../../cli/fake_io.ts";
import { mp3Of } from "../retention/recordings.ts";

function reportOf(path: string): MeetingReport {
  const output: OutputFile = { path, shown: path, format: "mp3", stemPaths: stemPathsOf(path) };
  const rest = { tracks: {}, stems: {}, faults: [], sound: ORDINARY_SOUND };
  return { output, bytes: 1_000, seconds: 12.5, ...rest };
}

/** Looks after some files, and returns what was reported. */
async function careFor(
  settings: AftercareSettings,
  out: string,
  paths: readonly string[],
): Promise<MeetingEvent[]> {
  const events: MeetingEvent[] = [];
  const world = { now: fakeNow, cacheFolder: () => undefined };
  const aftercare = new Aftercare(settings, out, world, (event) => events.push(event));
  for (const path of paths) aftercare.add(reportOf(path));
  await aftercare.settled;
  return events;
}

Deno.test("old recordings go once a new one is there, wherever --out puts them", async () => {
  await withFolder(async (folder) => {
    const paths = ["2026-01-01", "2026-02-03"].map((date) => {
      Deno.mkdirSync(join(folder, date));
      return join(folder, date, "a.mp3");
    });
    const [old = "", path = ""] = paths;
    Deno.writeFileSync(old, mp3Of(new Date(2026, 0, 1)));
    Deno.writeFileSync(path, mp3Of(fakeNow()));
    const out = join(folder, "{date}", "a.mp3");
    const [event, ...more] = await careFor({ keep: { kind: "count", count: 1 } }, out, [path]);
    assertEquals([event?.event, more], ["pruned", []]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["2026-02-03"]);
  });
});

Deno.test("what cannot be looked through is a warning", async () => {
  const keep = { kind: "count", count: 1 } as const;
  const [event, ...more] = await careFor({ keep }, "/nowhere/a.mp3", ["/nowhere/a.mp3"]);
  assertEquals(more, []);
  assertMatch(event?.event === "warning" ? event.message : "", /^Cannot remove old recordings: /);
});
