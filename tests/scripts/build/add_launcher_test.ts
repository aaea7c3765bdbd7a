import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { addLauncher, withLauncher } from "../../../scripts/build/add_launcher.ts";
import { findTarget } from "../../../scripts/build/targets.ts";
import { runTool } from "../../../scripts/project/tool.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Says its words and its folder, and gives back whether its last bytes are still its last. */
const PROGRAM = `#include <stdio.h>
#include <unistd.h>
int main(int count, char **words) {
  char folder[4096];
  printf("%s", getcwd(folder, sizeof folder) ? folder : "no folder");
  for (int i = 1; i < count; i++) printf("|%s", words[i]);
  return count;
}`;

Deno.test(
  "a program that is given other code to run first runs as before, but for words and folders that it could not use",
  {
    ignore: Deno.build.target !== "x86_64-unknown-linux-gnu",
  },
  () =>
    withFolder(async (folder) => {
      const [source, program] = [join(folder, "a.c"), join(folder, "a")];
      Deno.writeTextFileSync(source, PROGRAM);
      await runTool(findTarget().compiler, ["-o", program, source]);
      Deno.writeTextFileSync(program, "what deno compile appends", { append: true });
      await addLauncher(program, findTarget());
      const end = new TextDecoder().decode(Deno.readFileSync(program).slice(-25));
      assertEquals(end, "what deno compile appends");

      const shell = async (script: string) => {
        const { code, stdout, stderr } = await new Deno.Command("bash", {
          args: ["-c", script.replace("RUN", `exec "${program}"`)],
          cwd: folder,
        }).output();
        const text = new TextDecoder();
        return { code, out: text.decode(stdout), err: text.decode(stderr) };
      };
      const good = ["", "ä", "漢", "🎙", "\u0800", "\ud7ff", "\ue000", "\u{10ffff}", "plain.mp3"];
      const run = await shell(`RUN ${good.map((word) => `'${word}'`).join(" ")}`);
      assertEquals(run, { code: 10, out: [folder, ...good].join("|"), err: "" });
      const bad = [
        "\\xff",
        "a\\x80",
        "\\xc0\\xaf",
        "\\xe0\\x80\\x80",
        "\\xed\\xa0\\x80",
        "\\xf4\\x90\\x80\\x80",
        "\\xe6\\xbc",
      ];
      for (const word of bad) {
        const { code, out, err } = await shell(`RUN good $'${word}'`);
        assertEquals([code, out, err.trim().split("\n").length], [2, "", 1], word);
      }
      assertEquals((await shell("mkdir b && cd b && rmdir ../b && RUN x")).out, "/|x");
    }),
);

Deno.test("what is no program of the expected form is left as it is", () => {
  for (const bytes of [new Uint8Array(64), new TextEncoder().encode("#!/bin/sh\n".repeat(20))]) {
    assertThrows(() => withLauncher(bytes, new Uint8Array(8)), Error, "Cannot add the launcher");
  }
});
