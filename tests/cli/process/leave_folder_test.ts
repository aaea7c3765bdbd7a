import { assertEquals } from "@std/assert";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

Deno.test("after leaving a folder that others remove, workers and programs can still be started", () =>
  withFolder(async (folder) => {
    const source = new URL("../../../cli/process/leave_folder.ts", import.meta.url);
    const script = `${folder}/try.ts`;
    Deno.writeTextFileSync(
      script,
      `import { leaveFolder } from "${source}";
       const [when] = Deno.args;
       if (when === "before") Deno.removeSync(Deno.cwd());
       leaveFolder();
       if (when === "after") Deno.removeSync(${JSON.stringify(`${folder}/work`)});
       const worker = new Worker("data:text/javascript,postMessage('alive')", { type: "module" });
       worker.onmessage = async ({ data }) => {
         worker.terminate();
         const { code } = await new Deno.Command(Deno.execPath(), { args: ["--version"] }).output();
         console.log(data, code);
       };`,
    );
    // On Windows nobody removes a folder in which somebody works.
    for (const when of Deno.build.os === "windows" ? ["after"] : ["before", "after"]) {
      Deno.mkdirSync(`${folder}/work`);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", script, when],
        cwd: `${folder}/work`,
      }).output();
      const text = new TextDecoder();
      assertEquals(text.decode(stdout), "alive 0\n", text.decode(stderr));
    }
  }));
