/** A small disk that can only be read, where this user may mount one: an administrator on Linux. */
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Calls with the folder of such a disk; does not call where none can be had. */
export async function withReadOnlyDisk(
  use: (folder: string) => void | Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    if (!await succeeds("mount", "-t", "tmpfs", "-o", "size=1M,ro", "confrec-test", folder)) return;
    try {
      await use(folder);
    } finally {
      await succeeds("umount", folder);
    }
  });
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
