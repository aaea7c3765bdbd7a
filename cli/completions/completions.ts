/** `confrec completions`: the script for a shell. */
import { UserError } from "../../meeting/ground/user_error.ts";
import { listed } from "../../meeting/settings/setting_values.ts";
import type { CommandCall } from "../options/command.ts";
import type { Io } from "../terminal/io.ts";
import { completionScript } from "./scripts.ts";
import { SHELLS } from "./shells.ts";

/**
 * Prints the script.
 *
 * @returns the exit code
 * @throws {UserError} of kind usage when no shell is named, or one that there is no script for
 */
export function completions({ argument = "" }: CommandCall<"help">, io: Io): number {
  const shell = SHELLS.find((each) => each === argument.toLowerCase());
  if (shell === undefined) {
    const what = argument === "" ? "without a shell's name" : `for "${argument}"`;
    throw new UserError(
      "usage",
      `Cannot print completions ${what}: there are those for ${
        listed(SHELLS).replace(" or ", " and ")
      }; ` +
        "for example: confrec completions bash",
    );
  }
  io.stdout.write(completionScript(shell));
  return 0;
}
