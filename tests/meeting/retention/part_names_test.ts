import { assertEquals } from "@std/assert";
import { recordingOf } from "../../../meeting/retention/part_names.ts";

Deno.test("the parts of a WAV are those of one recording, however its ending is written", () => {
  for (const ending of ["wav", "WAV"]) {
    const [one, other] = ["001", "012"].map((n) => recordingOf(`/a/x.${n}.${ending}`, undefined));
    assertEquals([one === other, one === recordingOf(`/a/y.001.${ending}`, undefined)], [
      true,
      false,
    ]);
  }
});
