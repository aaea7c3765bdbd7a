import { assertEquals, assertMatch } from "@std/assert";
import { stemLimit } from "../../../meeting/prepare/stem_limit.ts";

const BOTH = { mic: true, system: true };
const FAT = 2 ** 32 - 1;

Deno.test("where files end at 4 GiB, a stereo side ends after 3.1 hours at 48 kHz", () => {
  const said = stemLimit("/stick", FAT, { rate: 48_000 }, BOTH) ?? "";
  assertMatch(
    said,
    /^The disk of \/stick takes no file over 4\.29 GB: after 3 h .*the system side ends/,
  );
  assertMatch(
    stemLimit("/stick", FAT, { rate: 48_000 }, { mic: true }) ?? "",
    /after 6 h .*mic side/,
  );
});

Deno.test("a recording that is over before, and a disk without such a limit, are not told of", () => {
  assertEquals(stemLimit("/stick", FAT, { rate: 48_000, duration: 11_000 }, BOTH), undefined);
  assertEquals(stemLimit("/stick", undefined, { rate: 48_000 }, BOTH), undefined);
});
