import { assertEquals } from "@std/assert";
import { PlayingOutput } from "../../../capture/source/playing_output.ts";

/** What each of the looks says, for an output that is recorded all the time. */
function looks(output: PlayingOutput, playing: readonly (string | undefined)[]): boolean[] {
  return playing.map((id) => output.look("default", id));
}

const PAUSE = Array.from({ length: 11 }, () => undefined);

Deno.test("an output that plays four times alone is recorded, also with pauses of speech between", () => {
  const output = new PlayingOutput();
  assertEquals(
    looks(output, ["headset", undefined, "headset", undefined, undefined, "headset", "headset"]),
    [false, false, false, false, false, false, true],
  );
  assertEquals(output.id, "headset");
});

Deno.test("as long as the recorded output plays at times, it stays", () => {
  const output = new PlayingOutput();
  const playing = ["headset", "headset", "headset", "default", "headset", "headset", "headset"];
  assertEquals(looks(output, playing).includes(true), false);
  assertEquals(output.id, undefined);
});

Deno.test("chimes in a long silence do not add up", () => {
  const output = new PlayingOutput();
  const playing = ["tv", "tv", ...PAUSE, "tv", "tv", ...PAUSE, "tv", "tv"];
  assertEquals(looks(output, playing).includes(true), false);
});

Deno.test("two others that play in turns are neither of them what is heard", () => {
  const output = new PlayingOutput();
  assertEquals(looks(output, ["tv", "headset", "tv", "headset", "tv"]).includes(true), false);
});

Deno.test("the call comes back to the default output, and so does the recording", () => {
  const output = new PlayingOutput();
  looks(output, ["headset", "headset", "headset", "headset"]);
  const back = Array.from({ length: 4 }, () => output.look("headset", "default"));
  assertEquals(back, [false, false, false, true]);
  assertEquals(output.id, "default");
});

Deno.test("what is forgotten has to be heard anew", () => {
  const output = new PlayingOutput();
  looks(output, ["headset", "headset", "headset", "headset"]);
  output.forget();
  assertEquals(output.id, undefined);
  assertEquals(looks(output, ["headset", "headset"]), [false, false]);
});
