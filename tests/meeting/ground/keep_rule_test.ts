import { assertEquals } from "@std/assert";
import { parseKeepRule, ruleWords } from "../../../meeting/ground/keep_rule.ts";

Deno.test("a term, a size or a number is told by its unit", () => {
  assertEquals(parseKeepRule("30d"), { kind: "age", seconds: 30 * 86_400 });
  assertEquals(parseKeepRule("36h"), { kind: "age", seconds: 36 * 3_600 });
  assertEquals(parseKeepRule("2W"), { kind: "age", seconds: 14 * 86_400 });
  assertEquals(parseKeepRule("50GB"), { kind: "bytes", bytes: 50e9 });
  assertEquals(parseKeepRule("1.5 tb"), { kind: "bytes", bytes: 1.5e12 });
  assertEquals(parseKeepRule("200"), { kind: "count", count: 200 });
  assertEquals(parseKeepRule("30 days"), { kind: "age", seconds: 30 * 86_400 });
  assertEquals(parseKeepRule("1 week"), { kind: "age", seconds: 7 * 86_400 });
  assertEquals(parseKeepRule("5 recordings"), { kind: "count", count: 5 });
});

Deno.test("nothing, zero, a half recording, and units that mean two things are refused", () => {
  for (const typed of ["", "0", "0d", "-1", "1.5", "30m", "5G", "30 moons", "d", "200y", "1e9"]) {
    assertEquals(parseKeepRule(typed), undefined, typed);
  }
});

Deno.test("the reason for a removal is one clause", () => {
  assertEquals(ruleWords({ kind: "age", seconds: 30 * 86_400 }), "it is older than 30 days");
  assertEquals(ruleWords({ kind: "age", seconds: 36 * 3_600 }), "it is older than 36 h");
  assertEquals(
    ruleWords({ kind: "count", count: 1 }),
    "there is more than 1 recording, and it is among the oldest",
  );
});
