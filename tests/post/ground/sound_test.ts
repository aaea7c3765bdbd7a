import { assert, assertEquals } from "@std/assert";
import { amplitudeOfDb } from "../../../dsp/decibels.ts";
import { soundOf } from "../../../post/ground/sound.ts";
import { SOUND_OPTIONS } from "../../../scripts/stage/sound_options.ts";

Deno.test("every option is part of the sound, under its own name", () => {
  const options = { ...SOUND_OPTIONS, gateDepth: 20, trim: "all" } as const;
  const { highPassHz: _1, micPeakDb: _2, systemPeakDb: _3, ...sound } = soundOf(options);
  const { loudnessLufs: _4, truePeakDb: _5, ...chosen } = sound;
  assertEquals<unknown>(chosen, options);
});

Deno.test("a loudness that is named counts, another follows from the channels", () => {
  const loudness = (channels: "mono" | "stereo" | "split", normalize: "loudness" | number) => {
    const sound = soundOf({ ...SOUND_OPTIONS, channels, normalize });
    return [sound.normalize, sound.loudnessLufs];
  };
  assertEquals(loudness("stereo", "loudness"), ["loudness", -16]);
  assertEquals(loudness("mono", "loudness"), ["loudness", -19]);
  assertEquals(loudness("split", "loudness"), ["loudness", -19]);
  assertEquals(loudness("mono", -23), ["loudness", -23]);
});

Deno.test("two tracks at their peaks do not clip together", () => {
  const { micPeakDb, systemPeakDb } = soundOf(SOUND_OPTIONS);
  assert(amplitudeOfDb(micPeakDb) + amplitudeOfDb(systemPeakDb) < 1);
});
