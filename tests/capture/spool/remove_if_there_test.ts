import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { removeIfThere } from "../../../capture/spool/remove_if_there.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("files and links go, what links lead to and folders stay", () =>
  withFolder((folder) => {
    const [file, link, inner] = ["file", "link", "inner"].map((name) => join(folder, name));
    if (!file || !link || !inner) return;
    Deno.mkdirSync(inner);
    Deno.writeTextFileSync(file, "");
    if (Deno.build.os !== "windows") Deno.symlinkSync(inner, link);
    for (const path of [file, link, inner, join(folder, "none")]) removeIfThere(path);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["inner"]);
  }));
