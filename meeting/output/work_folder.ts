/** Room for what is half made, on the disk where the result is going to be. */
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import { makeFolders, removeFolders } from "./folders.ts";
import { UserError } from "../ground/user_error.ts";

/** A folder that goes with everything in it. */
export interface WorkFolder extends Disposable {
  readonly path: string;
}

/**
 * Makes a hidden folder that only its owner can read.
 *
 * @param parent where; made if it is not there, and taken back if nothing came to be in it
 * @throws {UserError} of kind output when the disk says no
 */
export function workFolder(parent: string): WorkFolder {
  let made: readonly string[] = [];
  try {
    made = makeFolders(parent);
    const path = Deno.makeTempDirSync({ dir: parent, prefix: ".confrec-" });
    return {
      path,
      [Symbol.dispose]: () => {
        Deno.removeSync(path, { recursive: true });
        removeFolders(made);
      },
    };
  } catch (error) {
    removeFolders(made);
    if (!isOutputTrouble(error)) throw error;
    throw new UserError(
      "output",
      `Cannot write into ${parent}: ${outputTrouble(error)}; choose another --out`,
      { cause: error },
    );
  }
}
