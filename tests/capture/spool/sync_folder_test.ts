import { join } from "node:path";
import { syncFolder } from "../../../capture/spool/sync_folder.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a folder is synced, and one that is not there disturbs nobody", () =>
  withFolder((folder) => {
    syncFolder(folder);
    syncFolder(join(folder, "none"));
  }));
