import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { decode, findTones, rmsDb, writeTones } from "../../../scripts/stage/tones.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("the finder gives back tones where they were written, at their level", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "tones.wav");
    const written = [
      { fromSeconds: 0.5, toSeconds: 1.25, hz: 440, peakDb: -12 },
      { fromSeconds: 1.75, toSeconds: 2, hz: 440, peakDb: -9 },
    ];
    await writeTones(path, 2.5, written, { noiseDb: -55 });
    const [samples] = (await decode(path, 1)).channels;
    assert(samples !== undefined);
    const found = findTones(samples, 440);
    assertEquals(found.length, 2);
    for (const [i, tone] of written.entries()) {
      assertAlmostEquals(found[i]?.fromSeconds ?? NaN, tone.fromSeconds, 0.011);
      assertAlmostEquals(found[i]?.toSeconds ?? NaN, tone.toSeconds, 0.011);
      assertAlmostEquals(found[i]?.peakDb ?? NaN, tone.peakDb, 0.1);
    }
    assertAlmostEquals(rmsDb(samples, 0, 0.4), -55, 0.5);
  });
});
