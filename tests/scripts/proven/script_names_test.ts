import { assertEquals, assertThrows } from "@std/assert";
import { cTestNames, headerSentence, propertiesIn } from "../../../scripts/proven/script_names.ts";

Deno.test("steps of a script are named by a property, on its line or the next", () => {
  const source = `interface Step { what: string }\n{ what: "it's there", run: "a" }, {\n  what:
    "it is gone",\n}`;
  assertEquals(propertiesIn(source, "what"), ["it's there", "it is gone"]);
});

Deno.test("a script without steps, or with one that is a template, is an error", () => {
  assertThrows(() => propertiesIn("interface Step { what: string }", "what"), Error, "what");
  assertThrows(() => propertiesIn("{ what: `of ${n}` }", "what"), Error, "of ${n}");
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

Deno.test("a script's header says what it does, in one sentence behind the call, over lines", () => {
  const source = "/**\n * `deno task test:all [--of 1.4]`: compiles\n * it for 1.4, and\n" +
    " * more. Then nothing.\n */\n";
  assertEquals(headerSentence(source), "compiles it for 1.4, and more");
  assertThrows(() => headerSentence("/** What it is. */"), Error, "header");
});
