import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { Gate, type GateOptions } from "../../dsp/gate.ts";
import { random } from "./signals.ts";

type Threshold = GateOptions["threshold"];

/** Gains at the beginning of every hop and at the end of the last. */
function gains(levelsDb: number[], threshold: Threshold = "auto"): number[] {
  return pass(new Gate({ hopsPerSecond: 100, threshold }), levelsDb);
}

function pass(gate: Gate, levelsDb: number[]): number[] {
  const told = levelsDb.map((db) => gate.push(10 ** (db / 10)));
  for (let i = 0; i <= gate.delayHops; i++) told.push(gate.flush());
  return told.filter((gain) => gain >= 0);
}

function noise(seconds: number, db: number): number[] {
  const next = random(Math.round(1000 * seconds));
  return Array.from({ length: Math.round(seconds * 100) }, () => db + 4 * (next() - 0.5));
}

function tone(seconds: number, db: number): number[] {
  return new Array(Math.round(seconds * 100)).fill(db);
}

Deno.test("it tells one gain for each hop and one for the end", () => {
  for (const hops of [0, 1, 7, 250, 1_000]) {
    assertEquals(gains(tone(hops / 100, -20)).length, hops + 1);
    assertEquals(gains(tone(hops / 100, -20), -50).length, hops + 1);
  }
});

Deno.test("noise alone is silence, from the first hop to the last", () => {
  for (const db of [-75, -55, -40]) assertEquals(new Set(gains(noise(20, db))), new Set([0]));
});

Deno.test("a tone over noise is fully open from its first hop to its last, and long before and after closed", () => {
  const told = gains([...noise(5, -55), ...tone(1, -20), ...noise(5, -55)]);
  for (let hop = 485; hop <= 600; hop++) assertEquals(told[hop], 1);
  for (let hop = 0; hop <= 479; hop++) assertEquals(told[hop], 0);
  for (let hop = 680; hop <= 1_100; hop++) assertEquals(told[hop], 0);
  for (let hop = 600; hop <= 655; hop++) assertEquals(told[hop], 1);
});

Deno.test("the fades are raised cosines", () => {
  const told = gains([...noise(5, -55), ...tone(1, -20), ...noise(5, -55)]);
  const opening = told.slice(480, 485);
  opening.forEach((gain, i) => {
    assertAlmostEquals(gain, (1 - Math.cos((Math.PI * (i + 1)) / 5)) / 2, 1e-9);
  });
  const closing = told.filter((gain, hop) => hop > 600 && gain > 0 && gain < 1);
  assertEquals(closing.length, 9);
  closing.forEach((gain, i) => {
    assertAlmostEquals(gain, (1 + Math.cos((Math.PI * (i + 1)) / 10)) / 2, 1e-9);
  });
});

Deno.test("a click shorter than 80 ms does not open it", () => {
  assertEquals(Math.max(...gains([...noise(5, -55), ...tone(0.02, -10), ...noise(5, -55)])), 0);
});

Deno.test("beside loud speech, what is 9 dB above the noise does not open it, 14 dB does", () => {
  const after = (db: number) =>
    gains([
      ...noise(9, -60),
      ...tone(0.4, -20),
      ...noise(1, -60),
      ...tone(0.3, db),
      ...noise(3, -60),
    ]).slice(1_030);
  assertEquals(Math.max(...after(-60 + 9)), 0);
  assertEquals(Math.max(...after(-60 + 14)), 1);
});

Deno.test("where nothing is louder, what stands out of the noise at all opens it", () => {
  const soft = (db: number) => gains([...noise(9, -60), ...tone(0.5, db), ...noise(3, -60)]);
  assertEquals(Math.max(...soft(-60 + 6)), 1);
  assertEquals(Math.max(...soft(-60 + 1)), 0);
});

Deno.test("as long as nothing has shown what the noise is, everything is let through", () => {
  const notes = Array.from({ length: 6 }, () => [...tone(1, -40), ...tone(2, -Infinity)]).flat();
  for (const offset of [0, 37, 90, 150, 299]) {
    const gate = new Gate({ hopsPerSecond: 100, threshold: "auto", isPeriodic: () => true });
    const told = pass(gate, notes.slice(offset));
    notes.slice(offset).forEach((db, hop) => {
      if (db > -Infinity) assert((told[hop] ?? 0) === 1 && told[hop + 1] === 1, `hop ${hop}`);
    });
  }
});

Deno.test("what repeats itself is no noise, however even it is", () => {
  const gate = new Gate({ hopsPerSecond: 100, threshold: "auto", isPeriodic: () => true });
  assertEquals(new Set(pass(gate, noise(20, -45))), new Set([1]));
});

Deno.test("a hum under loud speech is silenced once it has stood there for some time", () => {
  let hums = false;
  const gate = new Gate({ hopsPerSecond: 100, threshold: "auto", isPeriodic: () => hums });
  const told: number[] = [];
  for (let turn = 0; turn < 12; turn++) {
    for (const [isHum, levels] of [[true, noise(3, -50)], [false, tone(1, -20)]] as const) {
      hums = isHum;
      for (const db of levels) told.push(gate.push(10 ** (db / 10)));
    }
  }
  const known = told.filter((gain) => gain >= 0).slice(-1_000);
  assertEquals(Math.min(...known), 0);
  assertEquals(Math.max(...known), 1);
});

Deno.test("noise that comes after digital silence is closed at once", () => {
  assertEquals(new Set(gains([...tone(10, -Infinity), ...noise(10, -45)])), new Set([0]));
});

Deno.test("once open, 10 dB above the floor keeps it open", () => {
  const told = gains([...noise(9, -60), ...tone(0.2, -40), ...tone(2, -50), ...noise(3, -60)]);
  for (let hop = 900; hop <= 1_120; hop++) assertEquals(told[hop], 1);
});

Deno.test("pauses between words shorter than the hold stay open", () => {
  const words = Array.from({ length: 5 }, () => [...tone(0.3, -30), ...noise(0.5, -60)]).flat();
  const told = gains([...noise(5, -60), ...words, ...noise(2, -60)]);
  for (let hop = 500; hop < 850; hop++) assertEquals(told[hop], 1);
});

Deno.test("a word at the very beginning is kept whole, loud or soft", () => {
  for (const db of [-15, -45]) {
    const told = gains([...tone(0.3, db), ...noise(0.2, -70), ...tone(0.3, db), ...noise(5, -70)]);
    for (let hop = 0; hop <= 80; hop++) assertEquals(told[hop], 1);
    assertEquals(told.at(-1), 0);
  }
});

Deno.test("a word at the very end is kept to its last hop", () => {
  const told = gains([...noise(5, -60), ...tone(0.3, -30)]);
  for (let hop = 490; hop <= 530; hop++) assertEquals(told[hop], 1);
});

Deno.test("a tone of three minutes is kept to its end", () => {
  const told = gains([...noise(5, -55), ...tone(180, -20), ...noise(5, -55)]);
  for (let hop = 500; hop <= 18_500; hop++) assertEquals(told[hop], 1);
  assertEquals(told.at(-1), 0);
});

Deno.test("a bump at full scale changes nothing for the quiet speaker after it", () => {
  const speech = [...noise(1, -62), ...tone(0.8, -45), ...noise(2, -62), ...tone(0.8, -45)];
  const quiet = gains([...noise(5, -62), ...speech]);
  const bumped = gains([...noise(4, -62), ...tone(0.1, 0), ...noise(0.9, -62), ...speech]);
  assertEquals(bumped.slice(580), quiet.slice(580));
});

Deno.test("a fixed threshold opens at that level and closes 3 dB below", () => {
  const at = (db: number) => gains([...tone(1, -80), ...tone(1, db), ...tone(1, -80)], -50);
  assertEquals(Math.max(...at(-50.5)), 0);
  assertEquals(Math.max(...at(-49.5)), 1);
  const held = gains([...tone(0.3, -40), ...tone(2, -52), ...tone(1, -54)], -50);
  assertEquals(held[230], 1);
  assertEquals(held.at(-1), 0);
});

Deno.test("powers that are no numbers are silence, and a reset gate is like new", () => {
  const gate = new Gate({ hopsPerSecond: 100, threshold: "auto" });
  for (const power of [NaN, -1, Infinity]) gate.push(power);
  gate.reset();
  const levels = [...noise(3, -50), ...tone(1, -20), ...noise(3, -50)];
  assertEquals(pass(gate, levels), gains(levels));
});

Deno.test("a gain is told with a look-ahead of less than three seconds", () => {
  const gate = new Gate({ hopsPerSecond: 100, threshold: "auto" });
  assert(gate.delayHops < 300);
  for (let i = 0; i < gate.delayHops; i++) assertEquals(gate.push(1e-4), -1);
  assert(gate.push(1e-4) >= 0);
});

Deno.test("a bump that dies away within a tenth of a second does not open it, a voice that comes as loud does", () => {
  const bump = Array.from({ length: 10 }, (_, hop) => -7 * hop);
  const around = (sound: number[]) => gains([...noise(5, -70), ...sound, ...noise(5, -70)]);
  assertEquals(Math.max(...around(bump)), 0);
  assertEquals(Math.max(...around(tone(0.1, -10))), 1);
});
