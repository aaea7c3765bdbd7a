import { assertEquals } from "@std/assert";
import { usualFile } from "../../../meeting/settings/file_settings.ts";
import { fileTag } from "../../../meeting/settings/file_tag.ts";

const ABOUT = {
  file: { ...usualFile(), chapters: "auto" },
  cover: undefined,
  path: "/a/Weekly.mp3",
} as const;
const HALF_PAST_NINE = new Date(2026, 10, 21, 9, 30, 0);

Deno.test("a chapter after a pause is called by the time of day at which somebody spoke again", () => {
  const { pauseTitle } = fileTag(ABOUT, { startedAt: HALF_PAST_NINE });
  assertEquals(pauseTitle?.(0), "After a pause, 09:30");
  assertEquals(pauseTitle?.(75 * 60 + 30), "After a pause, 10:45");
});

Deno.test("nobody knows the time of day of what is mixed from files, and no chapter claims one", () => {
  const { pauseTitle } = fileTag(ABOUT, { startedAt: HALF_PAST_NINE, isDated: false });
  assertEquals(pauseTitle?.(75 * 60), "After a pause");
});

Deno.test("without chapters for pauses there is no title for them", () => {
  const { pauseTitle, id3 } = fileTag({ ...ABOUT, file: usualFile() }, {
    startedAt: HALF_PAST_NINE,
  });
  assertEquals([pauseTitle, id3.title], [undefined, "Weekly"]);
  assertEquals(id3.recorded, "2026-11-21T09:30:00");
});
