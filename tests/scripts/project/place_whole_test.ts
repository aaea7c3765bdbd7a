import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { placeWhole } from "../../../scripts/project/place_whole.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a program that runs is replaced, and what replaces it is a program", () =>
  withFolder(async (folder) => {
    const [path, next] = [join(folder, "program"), join(folder, "next")];
    await placeWhole(path, Deno.execPath());
    const running = new Deno.Command(path, {
      args: ["eval", "await new Promise((end) => setTimeout(end, 60_000))"],
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await Deno.writeTextFile(next, "#!/bin/sh\necho next\n", { mode: 0o755 });
      await placeWhole(path, next);
    } finally {
      running.kill("SIGKILL");
      await running.status;
    }
    const { stdout } = await new Deno.Command(path).output();
    assertEquals(new TextDecoder().decode(stdout), "next\n");
    assertEquals(names(folder), ["next", "program"]);
  }));

Deno.test("what cannot be placed leaves what was there, and nothing beside it", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    await placeWhole(path, new TextEncoder().encode("whole"));
    await assertRejects(() => placeWhole(path, join(folder, "nothing")), Deno.errors.NotFound);
    assertEquals(await Deno.readTextFile(path), "whole");
    assertEquals(names(folder), ["file"]);
  }));
