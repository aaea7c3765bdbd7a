import { assert, assertEquals } from "../../assert.ts";
import { PAGE_HOPS, PagedHops } from "../../../post/analysis/paged_hops.ts";
import { random, randomPieces } from "../../dsp/signals.ts";

/** Ten hours and a bit. */
const HOPS = 3_600_123;

Deno.test("whatever was appended, in whatever pieces, is read again, in any order", () => {
  const next = random(3);
  const values = Uint16Array.from({ length: HOPS }, () => 65_535 * next() * next());
  const hops = new PagedHops();
  for (const [from, to] of randomPieces(HOPS, 90_000)) hops.append(values.subarray(from, to));
  assertEquals(hops.length, HOPS);
  for (let i = 0; i < HOPS; i++) if (hops.at(i) !== values[i]) assertEquals(hops.at(i), values[i]);
  for (let i = 0; i < 200; i++) {
    const index = Math.floor(next() * HOPS);
    assertEquals(hops.at(index), values[index]);
  }
  assertEquals([hops.at(-1), hops.at(HOPS), new PagedHops().at(0)], [0, 0, 0]);
});

Deno.test("what was read before an append is read after it too", () => {
  const hops = new PagedHops();
  for (let round = 0; round < 5; round++) {
    hops.append(new Uint16Array(20_000).fill(round));
    assert(
      [0, 10_000 * round, 20_000 * round + 5].every((at) =>
        hops.at(at) === Math.floor(at / 20_000)
      ),
    );
  }
});

Deno.test("a list that keeps two pages has what came last, and zeros before", () => {
  const values = Uint16Array.from({ length: 200_000 }, (_, i) => 1 + i % 60_000);
  const hops = new PagedHops(undefined, 2);
  for (let at = 0; at < values.length; at += 7_000) {
    hops.append(values.subarray(at, at + 7_000));
    // What was read last is forgotten, too.
    assertEquals(hops.at(at), values[at]);
  }
  const kept = (Math.floor(values.length / PAGE_HOPS) - 2) * PAGE_HOPS;
  assertEquals([hops.length, hops.at(0), hops.at(kept - 1)], [200_000, 0, 0]);
  for (let i = kept; i < values.length; i++) {
    if (hops.at(i) !== values[i]) assertEquals(hops.at(i), values[i]);
  }
  assertEquals(hops.over(0, kept), { max: 0, sum: 0 });
});
