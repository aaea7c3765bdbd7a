import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { expandHome, typedPath } from "../../../meeting/ground/typed_path.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { project } from "../../../scripts/project/folders.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const HOME = Deno.build.os === "windows" ? "USERPROFILE" : "HOME";

Deno.test("a tilde that no shell has put the user's folder for is the user's folder all the same", () =>
  withFolder((home) => {
    const before = Deno.env.get(HOME);
    try {
      Deno.env.set(HOME, home);
      assertEquals(typedPath("~/talks/a b.mp3"), join(home, "talks", "a b.mp3"));
      assertEquals(typedPath("~"), home);
      assertEquals(expandHome("~/a.wav"), join(home, "a.wav"));
      Deno.env.delete(HOME);
      assertThrows(() => typedPath("~/a.mp3"), UserError, "no home folder");
    } finally {
      if (before !== undefined) Deno.env.set(HOME, before);
    }
  }));

Deno.test("another user's tilde is refused, unless a folder is really called so", () => {
  assertThrows(() => typedPath("~nobody-here/a.mp3"), UserError, "only a shell knows");
  assertEquals(typedPath("~draft.mp3"), join(Deno.cwd(), "~draft.mp3"));
  assertEquals(typedPath("./~/a.mp3"), join(Deno.cwd(), "~", "a.mp3"));
  assertEquals(expandHome("a~/b.mp3"), "a~/b.mp3");
});

Deno.test(
  "a folder that is gone, or has a name that is not UTF-8, is only in the way of relative paths",
  {
    // Elsewhere neither can be.
    ignore: Deno.build.os !== "linux",
  },
  () =>
    withFolder(async (folder) => {
      const source = new URL("../../../meeting/ground/typed_path.ts", import.meta.url);
      Deno.writeTextFileSync(
        join(folder, "ask.ts"),
        `import { typedPath } from "${source}";
       if (Deno.args[0] === "gone") Deno.removeSync(Deno.cwd());
       console.log(typedPath("/a/./b.mp3"));
       try { typedPath("a.mp3"); } catch (error) { console.log(error.message); }`,
      );
      const shell = async (script: string) => {
        const deno = `"${Deno.execPath()}" run -A --no-check`;
        const config = `--config "${join(project, "deno.json")}"`;
        const { stdout, stderr } = await new Deno.Command("bash", {
          args: ["-c", script.replace("ASK", `${deno} ${config} "${folder}/ask.ts"`)],
          cwd: folder,
        }).output();
        const text = new TextDecoder().decode(stdout);
        assert(text !== "", new TextDecoder().decode(stderr));
        return text.trim().split("\n");
      };
      const gone = await shell("mkdir went && cd went && ASK gone");
      assertEquals(gone[0], "/a/b.mp3");
      assertMatch(gone[1] ?? "", /^Cannot use a\.mp3: .*not there any more; write a whole path/);
      const odd = await shell("mkdir $'odd\\xff' && cd $'odd\\xff' && ASK here");
      assertEquals(odd[0], "/a/b.mp3");
      assertMatch(odd[1] ?? "", /^Cannot use a\.mp3: .*is not UTF-8; write a whole path/);
      await shell("rmdir $'odd\\xff' && echo done");
    }),
);
