import { assertEquals } from "@std/assert";
import { TrackRecord } from "../../../meeting/report/track_record.ts";

const REPORT = {
  ...{ name: "the microphone", dropped: 0, gaps: { count: 0, seconds: 0 }, ppm: 0 },
  startOffsetSeconds: 0,
};

Deno.test("a side that never began is lost, and not late as well", () => {
  const record = new TrackRecord();
  record.gap({ type: "gap", track: "mic", atSeconds: 0, seconds: 10, cause: "late-start" });
  const lost = "there is none; plug one in, or use --mic none";
  assertEquals(record.faults("mic", { ...REPORT, frames: 480_000, lost }, 48_000), [
    "was lost (there is none; plug one in, or use --mic none)",
  ]);
});

Deno.test("a side that began late and was lost later is both", () => {
  const record = new TrackRecord();
  record.gap({ type: "gap", track: "mic", atSeconds: 0, seconds: 6, cause: "late-start" });
  assertEquals(record.faults("mic", { ...REPORT, frames: 480_000, lost: "unplugged" }, 48_000), [
    "was lost (unplugged)",
    "began 6.0 s late",
  ]);
});
