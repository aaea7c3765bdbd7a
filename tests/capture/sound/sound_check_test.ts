import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { SoundCheck } from "../../../capture/sound/sound_check.ts";
import { sine, whiteNoise } from "../../dsp/signals.ts";

const RATE_HZ = 48_000;

Deno.test("what a source gives is told as facts: how long, how loud, whether it lives", () => {
  const check = new SoundCheck({ rateHz: RATE_HZ, inChannels: 1, outChannels: 1, hum: true });
  const noise = whiteNoise(10 * RATE_HZ, 10 ** (-40 / 20));
  check.process(noise, noise, noise.length);
  const facts = check.facts;
  assertEquals([facts.heardSeconds, facts.quietSeconds, facts.clips], [10, 0, 0]);
  assertEquals([facts.wasAlive, facts.hum], [true, undefined]);
  assertAlmostEquals(facts.loudDb, -40, 0.5);
  assert(facts.deadSeconds <= 1 / RATE_HZ);
});

Deno.test("the source's own samples are looked at for clipping and for life, not what was folded", () => {
  const check = new SoundCheck({ rateHz: RATE_HZ, inChannels: 2, outChannels: 1, hum: false });
  const loud = sine({ hz: 440, rateHz: RATE_HZ, frames: RATE_HZ, amplitude: 2 });
  // One socket is clipped, the other unused: folded to half, no sample is at full scale any more.
  const raw = Float32Array.from(
    { length: 2 * RATE_HZ },
    (_, i) => i % 2 === 0 ? Math.max(-1, Math.min(1, loud[i >> 1] ?? 0)) : 0,
  );
  const folded = Float32Array.from({ length: RATE_HZ }, (_, i) => (raw[2 * i] ?? 0) / 2);
  check.process(raw, folded, RATE_HZ);
  assertEquals(check.facts.clips, 880);
});

Deno.test("a hum is told for the one that is asked to listen for it", () => {
  const hum = sine({ hz: 50, rateHz: RATE_HZ, frames: 9 * RATE_HZ, amplitude: 0.01 });
  for (const listens of [true, false]) {
    const check = new SoundCheck({ rateHz: RATE_HZ, inChannels: 1, outChannels: 1, hum: listens });
    check.process(hum, hum, hum.length);
    assertEquals(check.facts.hum?.hz, listens ? 50 : undefined);
  }
});

Deno.test("a source too slow for the sound of the mains is listened to without", () => {
  for (const rateHz of [100, 999, 1_999, 2_000]) {
    const check = new SoundCheck({ rateHz, inChannels: 1, outChannels: 1, hum: true });
    const block = new Float32Array(rateHz).fill(0.25);
    for (let second = 0; second < 3; second++) check.process(block, block, rateHz);
    assertEquals([check.facts.heardSeconds, check.facts.hum], [3, undefined]);
  }
});
