import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { programTrouble } from "../../../meeting/aftercare/program_trouble.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("a program that is in no folder of PATH, or cannot be run, is told", {
  ignore: Deno.build.os === "windows",
}, () =>
  withFolder((folder) => {
    const at = (name: string) => join(folder, name);
    Deno.writeTextFileSync(at("plain"), "#!/bin/sh\n", { mode: 0o644 });
    Deno.writeTextFileSync(at("upload"), "#!/bin/sh\n", { mode: 0o755 });
    Deno.mkdirSync(at("sub"));
    const path = `/nowhere:${folder}`;
    assertEquals(programTrouble("upload", path), undefined);
    assertEquals(programTrouble(at("upload"), path), undefined);
    for (const name of ["uplaod", "plain", "sub"]) {
      assertEquals(programTrouble(name, path), `there is no program ${name} in PATH`);
    }
    assertEquals(programTrouble(at("uplaod")), `there is no program ${at("uplaod")}`);
    assertEquals(programTrouble(at("plain")), `${at("plain")} may not be executed`);
    assertEquals(programTrouble(at("sub")), `${at("sub")} is a folder`);
  }));

Deno.test("where nobody can tell, nothing is said", () => {
  // What is relative is looked for where the file is, by then.
  assertEquals(programTrouble("confrec-no-such-program", "/nowhere:bin"), undefined);
  assertEquals(programTrouble("confrec-no-such-program", "/nowhere:"), undefined);
});
