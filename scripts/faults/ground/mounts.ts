/** File systems that a fault has for itself. */
import { runTool } from "../../project/tool.ts";

/** A mounted file system, which is unmounted when it is disposed of. */
export class Mount implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * A small file system in memory.
   *
   * @param options of the mount, such as `noexec`
   */
  static async memory(
    folder: string,
    megabytes: number,
    options: readonly string[] = [],
  ): Promise<Mount> {
    await Deno.mkdir(folder, { recursive: true });
    const how = [`size=${megabytes}m`, ...options].join(",");
    await runTool("mount", ["-t", "tmpfs", "-o", how, "confrec-fault", folder]);
    return new Mount(folder);
  }

  /** An ext4 in a file: what is in the file is what a power cut would leave on a disk. */
  static async image(file: string, folder: string): Promise<Mount> {
    await Deno.mkdir(folder, { recursive: true });
    await runTool("mount", ["-o", "loop", file, folder]);
    return new Mount(folder);
  }

  /** Takes it away although it is in use: those who have files open keep them, nobody finds it any more. */
  async detach(): Promise<void> {
    await runTool("umount", ["-l", this.folder]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.detach();
    } catch {
      // It is not mounted any more.
    }
  }
}

/** Makes an image with an empty ext4. */
export async function makeImage(file: string, megabytes: number): Promise<void> {
  await Deno.writeFile(file, new Uint8Array());
  await Deno.truncate(file, megabytes * 1e6);
  await runTool("mkfs.ext4", ["-q", file]);
}
