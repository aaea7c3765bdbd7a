/** `deno task demo` where there is no sound server: both voices of the made-up talk are recorded. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { root } from "../../../root.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("the demo records the call's side, not the microphone's feed in its place", async () => {
  await withFolder(async (folder) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", fileURLToPath(new URL("scripts/demo.ts", root))],
      cwd: folder,
      env: { PULSE_SERVER: "unix:/nonexistent", XDG_RUNTIME_DIR: folder },
      stdout: "null",
      stderr: "piped",
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    assert(!said.includes("goes on from"), said);
    assert(/ {2}you {3}Microphone: peak -\d/.test(said), said);
    assert(/ {2}call {2}Speakers: peak -\d/.test(said), said);
  });
});
