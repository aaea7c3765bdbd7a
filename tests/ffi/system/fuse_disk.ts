/** A disk whose blocks are counted in another unit than the best one to write, as on a share: an administrator's on Linux. */
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Free blocks, and the unit in which they are counted; what is best to write is 256 times as long. */
const FREE = 500_000;
const UNIT_BYTES = 4_096;

/** A file system in user space (linux/fuse.h, version 7.31) that has nothing but its root and its size. */
const SERVER = `
import ctypes, os, select, struct, sys
libc = ctypes.CDLL("libc.so.6")
fuse = os.open("/dev/fuse", os.O_RDWR)
options = "fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse
folder, free, unit = sys.argv[1].encode(), int(sys.argv[2]), int(sys.argv[3])
if libc.mount(b"confrec-test", folder, b"fuse", 0, options.encode()): sys.exit(1)
print("mounted", flush=True)
while 0 not in select.select([0, fuse], [], [])[0]:
    request = os.read(fuse, 1 << 20)
    length, what, unique, node = struct.unpack("<IIQQ", request[:24])
    if what == 26: # INIT
        error, answer = 0, struct.pack("<IIIIHHII36x", 7, 31, 0, 0, 16, 12, 1 << 17, 1)
    elif what == 17: # STATFS
        error, answer = 0, struct.pack("<QQQQQIIII24x", 2 * free, free, free, 9, 9, 256 * unit, 255, unit, 0)
    elif what == 3: # GETATTR
        error, answer = 0, struct.pack("<QIIQQQQQQIIIIIIIIII", 9, 0, 0, 1, *[0] * 8, 0o40755, 2, *[0] * 3, 4096, 0)
    elif what in (2, 36, 42): # FORGET and INTERRUPT have no answer
        continue
    else:
        error, answer = 38, b""
    os.write(fuse, struct.pack("<IiQ", 16 + len(answer), -error, unique) + answer)
libc.umount2(folder, 2)
`;

/** Whether such a disk can be had: the kernel has none everywhere, and a sandbox may forbid it. */
export async function hasCountedDisk(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  return await tryCountedDisk(() => {});
}

/**
 * Calls with the folder of such a disk, and what is free on it.
 *
 * @throws {Error} where none can be had
 */
export async function withCountedDisk(
  use: (folder: string, freeBytes: number) => void,
): Promise<void> {
  if (!await tryCountedDisk(use)) throw new Error("Cannot mount a disk of FUSE here");
}

async function tryCountedDisk(use: (folder: string, freeBytes: number) => void): Promise<boolean> {
  return await withFolder(async (folder) => {
    const args = ["-c", SERVER, folder, `${FREE}`, `${UNIT_BYTES}`];
    const pipes = { stdin: "piped", stdout: "piped", stderr: "null" } as const;
    const server = new Deno.Command("python3", { args, ...pipes }).spawn();
    try {
      const { value } = await server.stdout[Symbol.asyncIterator]().next();
      if (value !== undefined) use(folder, FREE * UNIT_BYTES);
      return value !== undefined;
    } finally {
      await server.stdin.close().catch(() => {});
      await server.status;
      // Where it could not do it itself.
      await new Deno.Command("umount", { args: ["-l", folder], stderr: "null" }).output();
    }
  });
}
