/** What Linux and macOS do alike. */
import process from "node:process";

/** Whether a process runs: signal 0 is sent to nobody, but only to processes that exist. */
export function askProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Bytes left to users other than root. */
export function freeBytesOf(ask: () => { bavail: number; bsize: number }): number | undefined {
  try {
    const { bavail, bsize } = ask();
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/**
 * Something that the system does for as long as a program runs. The program ends when its input does, and so also with
 * this process, however that ends.
 */
export function heldBy(program: string, args: string[]): Disposable {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args, stdin: "piped", stdout: "null", stderr: "null" })
      .spawn();
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
  child.unref();
  return { [Symbol.dispose]: () => void child.stdin.close().catch(() => {}) };
}
