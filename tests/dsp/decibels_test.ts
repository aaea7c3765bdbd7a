import { assertAlmostEquals, assertEquals } from "../assert.ts";
import { amplitudeOfDb, dbOfAmplitude, dbOfPower, powerOfDb } from "../../dsp/decibels.ts";

Deno.test("half the amplitude is 6.02 dB less, half the power 3.01 dB", () => {
  assertAlmostEquals(dbOfAmplitude(0.5), -6.0206, 1e-4);
  assertAlmostEquals(dbOfPower(0.5), -3.0103, 1e-4);
});

Deno.test("a negative amplitude is as loud as a positive one", () => {
  assertAlmostEquals(dbOfAmplitude(-0.1), -20, 1e-12);
});

Deno.test("silence is minus infinity, and comes back as zero", () => {
  assertEquals(dbOfAmplitude(0), -Infinity);
  assertEquals(dbOfPower(0), -Infinity);
  assertEquals(amplitudeOfDb(-Infinity), 0);
  assertEquals(powerOfDb(-Infinity), 0);
});

Deno.test("decibels and back again is the same number", () => {
  for (const db of [-120, -55, -7, 0, 6]) {
    assertAlmostEquals(dbOfAmplitude(amplitudeOfDb(db)), db, 1e-9);
    assertAlmostEquals(dbOfPower(powerOfDb(db)), db, 1e-9);
  }
});
