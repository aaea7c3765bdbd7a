import { assertEquals } from "@std/assert";
import { keyPath, linesOfKeys } from "../../../cli/config/toml_lines.ts";

Deno.test("a key's line is where its statement begins, however it is written", () => {
  const text = [
    "# a = 1",
    "a = 1",
    "",
    "list = [",
    '  "x",',
    "]",
    'text = """',
    "b = 2",
    '"""',
    '"quoted key" = 1',
    "dotted.key = 1",
    "[profile.p]",
    "# c",
    "c = { inner = 1 }",
  ].join("\n");
  const lines = linesOfKeys(text);
  const lineOf = (...keys: string[]) => lines.get(keyPath(keys));
  assertEquals([lineOf("a"), lineOf("list"), lineOf("text"), lineOf("b")], [2, 4, 7, undefined]);
  assertEquals([lineOf("quoted key"), lineOf("dotted", "key")], [10, 11]);
  assertEquals([lineOf("profile", "p"), lineOf("profile", "p", "c")], [12, 14]);
  assertEquals(lineOf("profile", "p", "c", "inner"), 14);
});

Deno.test("in a file of thousands of lines no places are looked for", () => {
  assertEquals(linesOfKeys("a = 1\n".padEnd(6_000, "#\n")).size, 0);
});
