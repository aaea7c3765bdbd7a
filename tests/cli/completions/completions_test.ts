import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { completions } from "../../../cli/completions/completions.ts";
import { SHELLS } from "../../../cli/completions/shells.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { fakeIo } from "../fake_io.ts";

Deno.test("each shell gets its script", () => {
  for (const shell of SHELLS) {
    const io = fakeIo();
    assertEquals(completions(parseArguments(["completions", shell]).call, io), 0);
    assertStringIncludes(io.stdout.text, "__complete");
  }
});

Deno.test("without a shell, or for another, it says which there are", () => {
  for (const args of [["completions"], ["completions", "tcsh"]]) {
    assertThrows(
      () => completions(parseArguments(args).call, fakeIo()),
      UserError,
      "there are those for bash, zsh, fish and powershell; for example: confrec completions bash",
    );
  }
});
