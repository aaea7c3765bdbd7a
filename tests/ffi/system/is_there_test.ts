import { assert } from "@std/assert";
import { join } from "node:path";
import { isGone, isThere } from "../../../ffi/system/is_there.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("files, folders and links that lead nowhere are there", async () => {
  await withFolder((folder) => {
    assert(isThere(folder));
    Deno.writeTextFileSync(join(folder, "a"), "");
    assert(isThere(join(folder, "a")));
    if (Deno.build.os === "windows") return;
    Deno.symlinkSync(join(folder, "nowhere"), join(folder, "link"));
    assert(isThere(join(folder, "link")));
  });
});

Deno.test("nothing is there below a file, or under a name that no system takes", async () => {
  await withFolder((folder) => {
    Deno.writeTextFileSync(join(folder, "file"), "");
    assert(isGone(join(folder, "missing")));
    assert(isGone(join(folder, "file", "below")));
    assert(isGone(join(folder, "n".repeat(300))));
  });
});

Deno.test("what cannot be looked at may be there: a share that does not answer has removed nothing", () => {
  const lstatSync = Deno.lstatSync;
  try {
    Deno.lstatSync = () => {
      throw Object.assign(new Error("Stale file handle"), { code: "ESTALE" });
    };
    assert(isThere("/share/meeting.mp3.confrec"));
    assert(!isGone("/share/meeting.mp3.confrec"));
  } finally {
    Deno.lstatSync = lstatSync;
  }
});
