import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import { syncFolder } from "../../../capture/spool/sync_folder.ts";
import { StemFile } from "../../../capture/stem/stem_file.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const { openSync } = Deno;

/** What was opened, synced and closed while something was done; opening or syncing a folder may be made to fail. */
async function watched(
  folder: string,
  action: () => unknown,
  o: { failing?: "open" | "sync"; onSync?: () => void } = {},
): Promise<string[]> {
  const seen: string[] = [];
  const handle = {
    syncSync() {
      seen.push("sync");
      o.onSync?.();
      if (o.failing === "sync") throw new Error("EINVAL");
    },
    [Symbol.dispose]: () => void seen.push("close"),
  };
  Deno.openSync = (path, options) => {
    if (path !== folder) return openSync(path, options);
    seen.push("open");
    if (o.failing === "open") throw new Deno.errors.PermissionDenied("EACCES");
    return handle as unknown as Deno.FsFile;
  };
  try {
    await action();
  } finally {
    Deno.openSync = openSync;
  }
  return seen;
}

Deno.test("the folder itself is synced, and closed again", async () => {
  assertEquals(await watched("/stage", () => syncFolder("/stage")), ["open", "sync", "close"]);
});

Deno.test("a folder that cannot be synced is closed all the same, and nothing is thrown", async () => {
  const unsynced = await watched("/stage", () => syncFolder("/stage"), { failing: "sync" });
  assertEquals(unsynced, ["open", "sync", "close"]);
  assertEquals(await watched("/stage", () => syncFolder("/stage"), { failing: "open" }), ["open"]);
});

Deno.test("a folder that is not there disturbs nobody", () =>
  withFolder((folder) => syncFolder(join(folder, "none"))));

Deno.test("a stem has its name when its folder is synced", () =>
  withFolder(async (folder) => {
    const path = join(folder, "mic.wav");
    const names: string[] = [];
    const onSync = () => names.push(...[...Deno.readDirSync(folder)].map(({ name }) => name));
    const make = () => StemFile.create(path, 48_000, "mic")[Symbol.dispose]();
    assertEquals(await watched(folder, make, { onSync }), ["open", "sync", "close"]);
    assertEquals(names, ["mic.wav"]);
  }));

Deno.test("a spool is whole when the folder around it is synced", () =>
  withFolder(async (parent) => {
    const folder = join(parent, "a.confrec");
    let isWhole = false;
    const onSync = () => isWhole = Deno.statSync(join(folder, "chunks")).isDirectory;
    const make = async () => (await Spool.create(folder)).remove();
    assertEquals(await watched(parent, make, { onSync }), ["open", "sync", "close"]);
    assert(isWhole);
  }));
