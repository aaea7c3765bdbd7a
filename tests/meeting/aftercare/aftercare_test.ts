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
  return { output, bytes: 1_000, seconds: 12.5, pauses: [], mutes: [], marks: [], ...rest };
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
  for (const path of paths) aftercare.add(reportOf(path), fakeNow());
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

Deno.test("old recordings of a relative --out go, though the working folder was left meanwhile", async () => {
  await withFolder(async (folder) => {
    const here = Deno.cwd();
    for (const name of ["old", "new"]) {
      Deno.mkdirSync(join(folder, name));
      Deno.writeFileSync(join(folder, name, "a.mp3"), mp3Of(new Date(name === "old" ? 0 : 1e9)));
    }
    const events: MeetingEvent[] = [];
    const world = { now: fakeNow, cacheFolder: () => undefined };
    const settings = { keep: { kind: "count", count: 1 } } as const;
    let aftercare: Aftercare;
    try {
      Deno.chdir(folder);
      aftercare = new Aftercare(settings, "{date}/a.mp3", world, (event) => events.push(event));
    } finally {
      Deno.chdir(here);
    }
    aftercare.add(reportOf(join(folder, "new", "a.mp3")), fakeNow());
    await aftercare.settled;
    assertEquals(events.map(({ event }) => event), ["pruned"]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["new"]);
  });
});

Deno.test("what cannot be looked through is a warning", async () => {
  const keep = { kind: "count", count: 1 } as const;
  const [event, ...more] = await careFor({ keep }, "/nowhere/a.mp3", ["/nowhere/a.mp3"]);
  assertEquals(more, []);
  assertMatch(event?.event === "warning" ? event.message : "", /^Cannot remove old recordings: /);
});

Deno.test("a program is run for each file, one after the other, and learns what there is to know", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "log");
    const program = join(folder, "hook.ts");
    Deno.writeTextFileSync(
      program,
      `const log = ${JSON.stringify(log)};
      const note = (text) => Deno.writeTextFileSync(log, text + "\\n", { append: true });
      note("begin " + Deno.args.join(" "));
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { env } = Deno;
      note(["STARTED", "SECONDS", "BYTES", "EXIT_CODE", "FAULTS"].map((name) => env.get("CONFREC_" + name)).join(" "));
      note("end " + (env.get("CONFREC_FILE") === Deno.args.at(-1)));`,
    );
    const paths = [join(folder, "a b.mp3"), join(folder, "c.mp3")];
    const onFinish = [Deno.execPath(), "run", "-A", program, "x y"] as const;
    assertEquals(await careFor({ onFinish }, paths[0] ?? "", paths), []);
    const facts = `${fakeNow().toISOString()} 12.500 1000 0 `;
    assertEquals(Deno.readTextFileSync(log).split("\n"), [
      ...[`begin x y ${paths[0]}`, facts, "end true"],
      ...[`begin x y ${paths[1]}`, facts, "end true"],
      "",
    ]);
  });
});

Deno.test("a program that fails, or is not there, is a warning, and old recordings go all the same", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "new.mp3");
    Deno.writeFileSync(path, mp3Of(fakeNow()));
    Deno.writeFileSync(join(folder, "old.mp3"), mp3Of(new Date(2020, 0, 1)));
    const keep = { kind: "count", count: 1 } as const;
    const settings = { keep, onFinish: ["confrec-no-such-program"] as const };
    const events = await careFor(settings, path, [path]);
    // Told at the start, but where names get endings.
    const early = Deno.build.os === "windows" ? undefined : events.shift();
    if (early !== undefined) {
      assertMatch(JSON.stringify(early), /no program confrec-no-such-program in PATH/);
    }
    const [first, second, ...more] = events;
    assertEquals([first?.event, second?.event, more], ["warning", "pruned", []]);
    assertMatch(
      first?.event === "warning" ? first.message : "",
      /there is no program confrec-no-such-program; the file is there$/,
    );
  });
});
