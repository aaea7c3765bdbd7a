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

Deno.test("a part whose name was taken is of the same recording under its number", () => {
  const of = (name: string, part?: number) => recordingOf(`/a/${name}`, part);
  assertEquals(of("x.002 2.mp3", 2), of("x.001.mp3", 1));
  assertEquals(of("x.002 13.wav"), of("x.001.wav"));
  // The second meeting of that name.
  assertEquals(of("x 002 2.mp3", 2) === of("x 002.mp3", 2), false);
  assertEquals(of("x 2.002.mp3", 2) === of("x.002.mp3", 2), false);
});
