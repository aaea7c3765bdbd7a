import { assert, assertEquals } from "@std/assert";
import type { KeepRule } from "../../../meeting/ground/keep_rule.ts";
import { type Candidate, chooseRemovals } from "../../../meeting/retention/choose_removals.ts";
import { random } from "../../dsp/signals.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 21);

function recording(path: string, days: number, bytes = 1, spared?: string): Candidate {
  // `a.1` and `a.2` are parts of `a`.
  const [own = ""] = path.split(".");
  const candidate = { path, recording: own, recordedMs: NOW_MS - days * DAY_MS, bytes };
  return spared === undefined ? candidate : { ...candidate, spared };
}

function pathsOf(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ path }) => path);
}

Deno.test("what is older than the term goes, the oldest first, and nothing that is as old as it", () => {
  const all = [recording("a", 31), recording("b", 30), recording("c", 40), recording("d", -1)];
  assertEquals(
    pathsOf(chooseRemovals(all, { kind: "age", seconds: 30 * 86_400 }, NOW_MS)),
    ["c", "a"],
  );
});

Deno.test("no more goes than has to, and the youngest never for its size", () => {
  const all = [recording("a", 3, 50), recording("b", 2, 50), recording("c", 1, 500)];
  assertEquals(pathsOf(chooseRemovals(all, { kind: "bytes", bytes: 550 }, NOW_MS)), ["a"]);
  assertEquals(pathsOf(chooseRemovals(all, { kind: "bytes", bytes: 1 }, NOW_MS)), ["a", "b"]);
  assertEquals(pathsOf(chooseRemovals(all, { kind: "bytes", bytes: 600 }, NOW_MS)), []);
});

Deno.test("what is spared counts, and the next oldest goes for it", () => {
  const all = [recording("a", 3, 1, "open"), recording("b", 2), recording("c", 1)];
  assertEquals(pathsOf(chooseRemovals(all, { kind: "count", count: 2 }, NOW_MS)), ["b"]);
});

Deno.test("by number the parts of a recording are one, which goes as a whole or stays", () => {
  const count = (count: number): KeepRule => ({ kind: "count", count });
  const [a1, a2, b] = [recording("a.1", 9), recording("a.2", 8), recording("b", 7)];
  const c = [recording("c.1", 3), recording("c.2", 2), recording("c.3", 1)];
  const chosen = (all: readonly Candidate[], rule: KeepRule) => {
    return pathsOf(chooseRemovals(all, rule, NOW_MS));
  };
  assertEquals(chosen([a1, a2, b, ...c], count(3)), []);
  assertEquals(chosen([a1, a2, b, ...c], count(2)), ["a.1", "a.2"]);
  assertEquals(chosen([a1, a2, b, ...c], count(1)), ["a.1", "a.2", "b"]);
  // One of it is still in a spool.
  assertEquals(chosen([a1, { ...a2, spared: "open" }, b, ...c], count(1)), ["b"]);
  // Of a recording that began before another and is still going on.
  assertEquals(chosen([recording("c.0", 20), b, ...c], count(1)), ["b"]);
  assertEquals(chosen([a1, a2, b, ...c], { kind: "bytes", bytes: 4 }), ["a.1", "a.2"]);
});

Deno.test("over random sets the rest satisfies the rule, or nothing is left that may go", () => {
  const next = random(15);
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  for (let round = 0; round < 3_000; round++) {
    const all = Array.from({ length: upTo(30) }, (_, i) => {
      return recording(`${i}`, upTo(20), upTo(100), next() < 0.2 ? "open" : undefined);
    });
    const rules: KeepRule[] = [
      { kind: "age", seconds: upTo(20) * 86_400 },
      { kind: "bytes", bytes: 1 + upTo(1_500) },
      { kind: "count", count: 1 + upTo(30) },
    ];
    for (const rule of rules) {
      const gone = chooseRemovals(all, rule, NOW_MS);
      const kept = all.filter((each) => !gone.includes(each));
      assert(gone.every(({ spared }) => spared === undefined));
      assertEquals(new Set(gone).size + kept.length, all.length);
      const free = kept.filter(({ spared }) => spared === undefined);
      const oldestFree = Math.min(...free.map(({ recordedMs }) => recordedMs));
      assert(gone.every(({ recordedMs }) => recordedMs <= oldestFree), "a younger one has gone");
      const youngest = Math.max(...all.map(({ recordedMs }) => recordedMs));
      if (rule.kind === "age") {
        const fromMs = NOW_MS - rule.seconds * 1_000;
        assert(free.every(({ recordedMs }) => recordedMs >= fromMs));
        assert(gone.every(({ recordedMs }) => recordedMs < fromMs));
        continue;
      }
      const sum = (some: readonly Candidate[]) =>
        some.reduce((total, { bytes }) => total + (rule.kind === "bytes" ? bytes : 1), 0);
      const limit = rule.kind === "bytes" ? rule.bytes : rule.count;
      assert(sum(kept) <= limit || free.every(({ recordedMs }) => recordedMs === youngest));
      const last = gone.at(-1);
      if (last !== undefined) assert(sum([...kept, last]) > limit, "more has gone than had to");
      if (all.length > 0) assert(kept.length > 0);
    }
  }
});
