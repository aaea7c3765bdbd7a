import { assertEquals, assertThrows } from "@std/assert";
import { testNames } from "../../../scripts/proven/test_names.ts";

Deno.test("a test is named by its first argument, on the same line or the next", () => {
  const source =
    `Deno.test("is heard", () => {});\nDeno.test(\n  "is \\"kept\\"",\n  { ignore },\n);`;
  assertEquals(testNames(source), ["is heard", 'is "kept"']);
});

Deno.test("a test is named by its property, first or not", () => {
  const source =
    `Deno.test({ name: "first", fn() {} });\nDeno.test({\n  ignore,\n  name: "second" });`;
  assertEquals(testNames(source), ["first", "second"]);
});

Deno.test("a test's steps are names, too", () => {
  const source = `Deno.test("whole", async (t) => {\n  await t.step("a part", () => {});\n});`;
  assertEquals(testNames(source), ["whole", "a part"]);
});

Deno.test("a template is a name for each value that is given, or that a loop in the source has", () => {
  const given = `for (const one of cases()) {\n  Deno.test(\`recorded: \${one.name}\`, run);\n}`;
  assertEquals(testNames(given, { "one.name": ["killed", "a $& b"] }), [
    "recorded: killed",
    "recorded: a $& b",
  ]);
  const loop = `for (const name of ["a", "b"]) {\n  Deno.test(\`\${name} runs\`, run);\n}`;
  assertEquals(testNames(loop), ["a runs", "b runs"]);
});

Deno.test("a template of two values is a name for each pair", () => {
  const source = `Deno.test(\`\${a} on \${b}\`, run);`;
  assertEquals(testNames(source, { a: ["x", "y"], b: ["1", "2"] }), [
    ...["x on 1", "x on 2", "y on 1", "y on 2"],
  ]);
});

Deno.test("other names, and tests in comments, are none", () => {
  const source = `const device = { name: "speakers" };\n// Deno.test("old", run);
/** Deno.test("older", run); */\n/**\n * Deno.test("oldest", run);\n */\n`;
  assertEquals(testNames(source), []);
});

Deno.test("tests that only one branch declares are all names", () => {
  const source = `if (suite === "trixie") Deno.test("new", run);\nelse Deno.test("old", run);
if (isOld) {\n  Deno.test("older", run);\n} else {\n  Deno.test("newer", run);\n}`;
  assertEquals(testNames(source), ["new", "old", "older", "newer"]);
});

Deno.test("each of two loops over one variable is of its own tests", () => {
  const loop = (word: string, value: string) => {
    return `for (const name of ["${value}"]) {\n  Deno.test(\`\${name} ${word}\`, run);\n}\n`;
  };
  assertEquals(testNames(loop("runs", "a") + loop("ends", "b")), ["a runs", "b ends"]);
});

Deno.test("a test whose name cannot be read is an error rather than left out", () => {
  assertThrows(() => testNames(`Deno.test(NAME, run);`), Error, "NAME");
  assertThrows(() => testNames(`Deno.test(\`on \${card}\`, run);`), Error, "${card}");
  assertThrows(() => testNames(`Deno.test("a" + x, run);`), Error, '"a" + x');
  assertThrows(() => testNames(`Deno.test({ name: "a" + x, fn });`), Error, '"a" + x');
  assertThrows(() => testNames(`Deno.test("a".repeat(2), run);`), Error, "repeat");
});

Deno.test("a test that never runs is an error; one that runs somewhere is none", () => {
  for (
    const source of [
      `Deno.test("a", { ignore: true }, run);`,
      `Deno.test({ ignore: true, name: "a", fn() {} });`,
      `Deno.test({ name: "a", fn() {}, ignore: true });`,
      `Deno.test.ignore("a", run);`,
    ]
  ) {
    assertThrows(() => testNames(source), Error, "Cannot read a test's name");
  }
  assertEquals(testNames(`Deno.test("a", { ignore: isLinux }, run);`), ["a"]);
});
