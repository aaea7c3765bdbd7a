import { assertEquals } from "@std/assert";
import { Runs } from "../../../scripts/proven/runs.ts";

const CI = `# It has no time for \`task test:bare\`.
step "\${deno[@]}" task test:native
beside test:unit "test:windows --quick --if-possible"
`;
const CONFIG = JSON.stringify({
  tasks: {
    "test:all": { command: "deno task test:windows && deno task test:bare" },
    "test:unit": { command: "deno test" },
  },
});
const runs = new Runs(CI, CONFIG);

Deno.test("what .ci/run starts is of CI; what it only mentions is not", () => {
  assertEquals(runs.of("test:native"), "CI");
  assertEquals(runs.of("test:unit"), "CI");
  assertEquals(runs.of("test:bare"), "`test:all`");
});

Deno.test("where CI is quick, the rest of a task is of test:all", () => {
  assertEquals(runs.of("test:windows", true), "CI");
  assertEquals(runs.of("test:windows", false), "`test:all`");
});

Deno.test("what neither starts is done by hand, also when it begins like what they start", () => {
  assertEquals(runs.of("prove:pipewire"), "by hand");
  assertEquals(runs.of("test:un"), "by hand");
});
