import { assertEquals, assertThrows } from "@std/assert";
import {
  cTestNames,
  propertiesIn,
  propertiesInList,
} from "../../../scripts/proven/script_names.ts";

Deno.test("steps of a script are named by a property, on its line or the next", () => {
  const source = `interface Step { what: string }\n{ what: "it's there", run: "a" }, {\n  what:
    "it is gone",\n}`;
  assertEquals(propertiesIn(source, "what"), ["it's there", "it is gone"]);
});

Deno.test("a script without steps, or with one that is a template, is an error", () => {
  assertThrows(() => propertiesIn("interface Step { what: string }", "what"), Error, "what");
  assertThrows(() => propertiesIn("{ what: `of ${n}` }", "what"), Error, "of ${n}");
});

Deno.test("steps of one list are those between its brackets, whatever they do", () => {
  const source = `const A: readonly Step[] = [\n  { what: "one", script: "a; b[1];" },\n];
const B: readonly Step[] = [\n  { what: "two" },\n  { what: "three" },\n];\n`;
  assertEquals(propertiesInList(source, "A", "what"), ["one"]);
  assertEquals(propertiesInList(source, "B", "what"), ["two", "three"]);
  assertThrows(() => propertiesInList(source, "C", "what"), Error, "C");
});

Deno.test("a C test proves what main calls, its functions' names being the sentences", () => {
  const source = `static void push(int n) {\n}
static void drops_what_nobody_takes(void) {\n  push(1);\n}
static void lists_a_stream(const char *server) {\n}
static void is_not_called(void) {\n}
int main(int count, char **words) {
  drops_what_nobody_takes();
  if (count > 1) lists_a_stream(words[1]);
}`;
  assertEquals(cTestNames(source), ["drops what nobody takes", "lists a stream"]);
  assertThrows(() => cTestNames("int main(void) {\n}"), Error, "main calls none");
});
