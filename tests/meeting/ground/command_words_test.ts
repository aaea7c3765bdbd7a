import { assertEquals } from "@std/assert";
import { commandWords } from "../../../meeting/ground/command_words.ts";

Deno.test("words stand between blanks, and quotes hold blanks together", () => {
  const cases: [string, string[]][] = [
    ["cp -v", ["cp", "-v"]],
    ["  cp\t-v  ", ["cp", "-v"]],
    [`"C:\\Program Files\\x.exe" /q`, ["C:\\Program Files\\x.exe", "/q"]],
    [`sh -c 'echo "$1"' x`, ["sh", "-c", `echo "$1"`, "x"]],
    [`a b"c d"e`, ["a", "bc de"]],
    [`a ""`, ["a", ""]],
  ];
  for (const [typed, words] of cases) assertEquals(commandWords(typed), words as [string], typed);
});

Deno.test("nothing, and a quote that is not closed, is no command", () => {
  for (const typed of ["", "  ", `a "b`, `a 'b"`, `"" a`]) {
    assertEquals(commandWords(typed), undefined, typed);
  }
});
