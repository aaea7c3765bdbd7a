import { assertEquals } from "@std/assert";
import { EXIT_CODE_WORDS } from "../../../cli/help/exit_code_words.ts";
import { EXIT_CODE } from "../../../cli/process/exit_code.ts";

Deno.test("help tells every exit code", () => {
  assertEquals(EXIT_CODE_WORDS.map(([code]) => Number(code)), Object.values(EXIT_CODE));
});
