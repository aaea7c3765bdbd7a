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
  const source = `const device = { name: "speakers" };\n// Deno.test("old", run);\n`;
  assertEquals(testNames(source), []);
});

Deno.test("a test whose name cannot be read is an error rather than left out", () => {
  assertThrows(() => testNames(`Deno.test(NAME, run);`), Error, "NAME");
  assertThrows(() => testNames(`Deno.test(\`on \${card}\`, run);`), Error, "${card}");
});
