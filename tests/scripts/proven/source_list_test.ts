import { assertEquals, assertThrows } from "@std/assert";
import { listIn, loopValuesIn } from "../../../scripts/proven/source_list.ts";

Deno.test("a list is read by its name, with spreads of others, however it is broken into lines", () => {
  const source = `const A = ["one"];\nexport const B: readonly string[] = [
    // In rows.
    ...["two", "three"],
    "four",
  ] as const;\nconst C = ["five"];`;
  assertEquals(listIn(source, "A"), ["one"]);
  assertEquals(listIn(source, "B"), ["two", "three", "four"]);
});

Deno.test("a list that is not there is an error that names it, and no empty list", () => {
  assertThrows(() => listIn(`const QUICKER = ["a"];`, "QUICK"), Error, "QUICK");
});

Deno.test("a loop over words tells what its variable becomes, by itself or first of several", () => {
  const plain = `for (const name of ["a.dll", "b.exe"]) {\n`;
  assertEquals(loopValuesIn(plain, "name"), ["a.dll", "b.exe"]);
  const rows = `for (
    const [what, code, advice] of [
      ["access is off", 0x8007_0005, /Privacy/],
      ["it is gone", 0x8889_0004, "plug it in"],
    ] as const
  ) {\n`;
  assertEquals(loopValuesIn(rows, "what"), ["access is off", "it is gone"]);
});

Deno.test("of several loops over a variable the nearest tells, whatever it goes over", () => {
  const first = `for (const name of ["a", "b"]) {\n  run();\n}\n`;
  assertEquals(loopValuesIn(`${first}for (const name of ["c"]) {\n  if (`, "name"), ["c"]);
  assertEquals(loopValuesIn(`${first}for (const name of cases()) {\n`, "name"), undefined);
  const outer = `for (const name of ["a"]) {\n  for (const name of ["b"]) {\n  }\n  `;
  assertEquals(loopValuesIn(outer, "name"), ["a"]);
});

Deno.test("a loop that is over tells nothing", () => {
  assertEquals(loopValuesIn(`for (const name of ["a", "b"]) {\n  run();\n}\n`, "name"), undefined);
});

Deno.test("a variable of no loop over words is not known", () => {
  assertEquals(loopValuesIn(`for (const one of cases(suite)) {`, "one"), undefined);
  assertEquals(loopValuesIn(`for (const name of ["a"]) {`, "nam"), undefined);
  const made = `for (const name of ["a"].map(of)) {\n  if (isOne(["b"])) {\n`;
  assertEquals(loopValuesIn(made, "name"), undefined);
});
