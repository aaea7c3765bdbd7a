import { assert, assertEquals } from "@std/assert";
import { familyOf, residentMbOf } from "../../../scripts/bench/process_use.ts";

const onLinux = Deno.build.os === "linux";

Deno.test({
  name: "a family is a process, its children and theirs; one that has ended holds no memory",
  ignore: !onLinux,
  fn: async () => {
    const parent = new Deno.Command("sh", {
      args: ["-c", "cat; true"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = parent.stdout.getReader();
    const writer = parent.stdin.getWriter();
    await writer.write(new TextEncoder().encode("are you there?"));
    await reader.read();
    const family = familyOf(parent.pid);
    assertEquals(family[0], parent.pid);
    assertEquals(family.length, 2);
    assert(residentMbOf(family) > residentMbOf([parent.pid]));
    await writer.close();
    await parent.status;
    await reader.cancel();
    assertEquals(residentMbOf(family), 0);
  },
});
