import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { leftHushed } from "../../../capture/recovery/left_hush.ts";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 8_000;

/** Pauses that are found beside a stem of 10 s that is silent from second 1 to 2 and from 5 to 6; seconds. */
async function pausesIn(records: readonly JournalRecord[], isDamaged: boolean) {
  let found: (readonly [number, number])[] = [];
  await withFolder((folder) => {
    const path = join(folder, "mic.wav");
    using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "float32" });
    for (let second = 0; second < 10; second++) {
      writer.write(new Float32Array(RATE_HZ).fill(second === 1 || second === 5 ? 0 : 0.5));
    }
    const { pauses } = leftHushed(records, [path], RATE_HZ, isDamaged);
    found = pauses.map((one) => [one.fromFrame / RATE_HZ, one.toFrame / RATE_HZ]);
    return Promise.resolve();
  });
  return found;
}

const pause = (second: number): JournalRecord => ({ type: "pause", atFrame: second * RATE_HZ });
const resume = (second: number): JournalRecord => ({ type: "resume", atFrame: second * RATE_HZ });

Deno.test("a pause whose end the journal has lost ends where a stem holds sound again", async () => {
  assertEquals(await pausesIn([pause(1), resume(2), pause(5)], false), [[1, 2], [5, 6]]);
});

Deno.test("so does one that a damaged journal has end with the next", async () => {
  assertEquals(await pausesIn([pause(1), pause(5), resume(6)], true), [[1, 2]]);
  assertEquals(await pausesIn([pause(1), resume(2), pause(5), resume(6)], true), [[1, 2], [5, 6]]);
});
