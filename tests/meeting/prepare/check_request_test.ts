import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { checkRequest } from "../../../meeting/prepare/check_request.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { meetingSchema } from "../../../meeting/settings/meeting_settings.ts";
import { readSettings } from "../../../meeting/settings/read_settings.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const WORLD = { now: () => new Date(2026, 1, 3, 14, 5, 9), hostName: () => "room" };

Deno.test("a relative name means the same file after the working folder was left, of every part and at every time", () =>
  withFolder((folder) => {
    const here = Deno.cwd();
    const asked = { out: "new/{time}.mp3", spool: "spools", mic: "none" };
    try {
      Deno.chdir(folder);
      const start = Deno.cwd();
      const settings = readSettings(meetingSchema, asked);
      const given = new Set(Object.keys(asked));
      const checked = checkRequest(settings, given, WORLD);
      Deno.chdir(here);
      assertEquals(checked.partOutput(1).path, join(start, "new", "14-05-09.mp3"));
      assertEquals(checked.partOutput(2).path, join(start, "new", "14-05-09.002.mp3"));
      const later = { ...WORLD, now: () => new Date(2026, 1, 3, 15, 0, 0) };
      const again = checkRequest(settings, given, later, { before: checked });
      assertEquals(again.output.path, join(start, "new", "15-00-00.mp3"));
      assertEquals(again.spoolParent, join(start, "spools"));
    } finally {
      Deno.chdir(here);
    }
  }));

Deno.test(
  "a file whose disk is away is taken only by who can make it later, with a place for spools",
  {
    // Where links need a right of their own.
    ignore: Deno.build.os === "windows",
  },
  () =>
    withFolder((folder) => {
      Deno.symlinkSync(join(folder, "disk"), join(folder, "link"));
      const check = (more: { spool?: string }, isUnattended: boolean) => {
        const asked = { out: join(folder, "link", "{time}.mp3"), ...more };
        const settings = readSettings(meetingSchema, asked);
        return checkRequest(settings, new Set(Object.keys(asked)), WORLD, { isUnattended });
      };
      assertThrows(() => check({}, true), UserError, "which is not there");
      assertThrows(() => check({ spool: folder }, false), UserError, "which is not there");
      const { output } = check({ spool: folder }, true);
      assertEquals(output.path, join(folder, "link", "14-05-09.mp3"));
      assertMatch(output.awayFor ?? "", /which is not there/);
      Deno.mkdirSync(join(folder, "disk"));
      assertEquals(check({ spool: folder }, true).output.awayFor, undefined);
    }),
);

Deno.test("a depth of a gate that is off is refused, as it would say nothing", () => {
  const check = (more: { gate?: string; gateDepth?: string }) => {
    const asked = { out: "a.mp3", ...more };
    return checkRequest(readSettings(meetingSchema, asked), new Set(Object.keys(asked)), WORLD);
  };
  assertThrows(
    () => check({ gate: "off", gateDepth: "10dB" }),
    UserError,
    "Cannot use --gate-depth with --gate off",
  );
  check({ gate: "off" });
  check({ gate: "-50dB", gateDepth: "10dB" });
  check({ gateDepth: "10dB" });
});
