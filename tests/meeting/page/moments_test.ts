import { assertEquals } from "@std/assert";
import { timeOfDay } from "../../../meeting/page/assets/numbers.js";
import { project } from "../../../scripts/project/folders.ts";
import { LocalClock } from "../../../meeting/page/moments.ts";

Deno.test({
  name: "where summer time begins or ends in a meeting, moments are called by what clocks showed",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const sources = ["page/moments.ts", "settings/file_tag.ts", "settings/file_settings.ts"];
    const [moments, tag, file] = sources.map((path) => {
      return import.meta.resolve(`../../../meeting/${path}`);
    });
    const code = `
    import { LocalClock } from "${moments}";
    import { fileTag } from "${tag}";
    import { usualFile } from "${file}";
    for (const startedAt of ["2026-10-25T02:30:00.000+02:00", "2026-03-29T01:30:00.000+01:00"]) {
      const clock = LocalClock.of({ startedAt });
      const about = { file: { ...usualFile(), chapters: "auto" }, path: "/a/b.mp3" };
      const { pauseTitle } = fileTag(about, { startedAt: new Date(startedAt) });
      console.log(clock.time(1_799), clock.time(1_801), clock.turns(7_200).join(), pauseTitle(1_801));
    }
    // Of another zone nobody knows when its clocks are changed.
    const abroad = LocalClock.of({ startedAt: "2026-10-25T02:30:00.000-05:00" });
    console.log(abroad.time(7_200), abroad.turns(7_200).length);`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", "--ext=ts", code],
      env: { TZ: "Europe/Berlin" },
      // Other tests leave the working folder, which all of a process share.
      cwd: project,
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim().split("\n"), [
      "02:59:59 02:00:01 1800,-3600 After a pause, 02:00",
      "01:59:59 03:00:01 1800,3600 After a pause, 03:00",
      "04:30:00 0",
    ]);
  },
});

Deno.test("the page's script goes by the same clock", () => {
  const startMs = LocalClock.of({ startedAt: "2026-10-25T02:30:00.000+02:00" })?.startMs;
  const data = { startMs, turns: [1_800, -3_600], cuts: [600, 60] };
  assertEquals(timeOfDay(data, 1_739), "02:59:59");
  assertEquals(timeOfDay(data, 1_740), "02:00:00");
});
