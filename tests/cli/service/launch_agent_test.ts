import { assertEquals } from "@std/assert";
import { launchAgent } from "../../../cli/service/launch_agent.ts";
import { HARD_CALL } from "./service_calls.ts";

const READER =
  `import sys, json, plistlib; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))`;

Deno.test({
  name: "a reader of property lists finds the words as they were meant",
  // The tools are those of the machine that tests; Windows has none of them.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const child = new Deno.Command("python3", {
      args: ["-c", READER],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(launchAgent(HARD_CALL).text));
    await writer.close();
    const { stdout } = await child.output();
    const agent = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(agent.ProgramArguments, [...HARD_CALL.program, ...HARD_CALL.args]);
    assertEquals([agent.WorkingDirectory, agent.KeepAlive, agent.Umask], [
      HARD_CALL.folder,
      true,
      0o077,
    ]);
  },
});
