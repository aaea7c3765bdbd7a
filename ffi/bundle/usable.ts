/** Whether what was unpacked can be used from where it is. */
import { messageOf } from "../system/message_of.ts";
import type { EmbeddedName } from "./manifest.ts";

/** What glibc says of a library on a file system without the right to execute. */
const FORBIDDEN = /failed to map segment|Operation not permitted|Permission denied/;

/**
 * Really tries: loads the library, runs ffmpeg. A file system may be mounted so that nothing on it is executed
 * (`noexec`), and a policy may forbid it for some folders.
 *
 * @returns why it cannot be used; undefined when it can
 */
export async function whyUnusable(name: EmbeddedName, path: string): Promise<string | undefined> {
  try {
    if (name === "confrec_audio") Deno.dlopen(path, {}).close();
    else await run(path);
    return undefined;
  } catch (error) {
    const message = messageOf(error);
    const isForbidden = error instanceof Deno.errors.PermissionDenied || FORBIDDEN.test(message);
    return isForbidden ? "programs may not be run from there" : message;
  }
}

async function run(path: string): Promise<void> {
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const { code } = await new Deno.Command(path, { args: ["-version"], ...quiet }).output();
  if (code !== 0) throw new Error(`it ended with ${code}`);
}
