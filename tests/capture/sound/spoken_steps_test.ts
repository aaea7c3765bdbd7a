import { SpokenSteps } from "../../../capture/sound/spoken_steps.ts";
import { STEP_SECONDS } from "../../../capture/sound/voice_trust.ts";
import { assertAlmostEquals } from "@std/assert";
import { assertEquals } from "../../assert.ts";

const PER_SECOND = Math.round(1 / STEP_SECONDS);

/** Speech from second to second, as it is known at every whole second: seconds of it, and where it begins. */
function known(toSeconds: number, ...spoken: readonly (readonly [number, number])[]) {
  const steps = new SpokenSteps();
  const looks: { seconds: number; from: number | undefined }[] = [];
  for (let step = 0; step < toSeconds * PER_SECOND; step++) {
    const second = step * STEP_SECONDS + 1e-9;
    steps.set(step, spoken.some(([from, to]) => second >= from && second < to));
    steps.endStep(step + 1);
    if ((step + 1) % PER_SECOND !== 0) continue;
    const { seconds, firstStep } = steps.look(step + 1);
    looks.push({ seconds, from: firstStep && firstStep * STEP_SECONDS });
  }
  return looks;
}

Deno.test("where somebody began to speak is known for 20 s, however late one looks", () => {
  const looks = known(40, [5, 40]);
  assertEquals(looks[4], { seconds: 0, from: undefined });
  for (const [second, from] of [[7, 5], [16, 5], [25, 5], [30, 10], [40, 20]] as const) {
    assertAlmostEquals(looks[second - 1]?.from ?? NaN, from, STEP_SECONDS);
  }
  assertAlmostEquals(looks[29]?.seconds ?? NaN, 10, STEP_SECONDS);
});

Deno.test("what is too little to be speech is forgotten after 10 s, and does not begin it", () => {
  const looks = known(40, [2, 3], [20, 30]);
  assertAlmostEquals(looks[10]?.from ?? NaN, 2, STEP_SECONDS);
  assertEquals(looks[14], { seconds: 0, from: undefined });
  assertAlmostEquals(looks[27]?.from ?? NaN, 20, STEP_SECONDS);
});

Deno.test("once there is too little of it, only the last 10 s count", () => {
  const looks = known(50, [5, 20], [28, 29.5]);
  assertAlmostEquals(looks[18]?.from ?? NaN, 5, STEP_SECONDS);
  assertAlmostEquals(looks[32]?.from ?? NaN, 28, STEP_SECONDS);
});

Deno.test("speech that is taken back is none from that moment on", () => {
  const steps = new SpokenSteps();
  for (let step = 0; step < 5 * PER_SECOND; step++) {
    steps.set(step, true);
    steps.endStep(step + 1);
  }
  for (let step = 0; step < 5 * PER_SECOND; step++) steps.set(step, false);
  assertEquals(steps.look(5 * PER_SECOND), { seconds: 0, firstStep: undefined });
});
