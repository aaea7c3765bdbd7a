import { assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { PACKAGES } from "../../scripts/prepare.ts";
import { project } from "../../scripts/project/folders.ts";

const GUIDE = Deno.readTextFileSync(join(project, "CONTRIBUTING.md"));

Deno.test("CONTRIBUTING names every package that tasks install", () => {
  const [, list = ""] = GUIDE.split("### What is installed");
  for (const name of new Set(Object.values(PACKAGES).flat())) assertStringIncludes(list, name);
});

Deno.test("CONTRIBUTING names every task", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(project, "deno.json")));
  for (const name of Object.keys(tasks)) assertStringIncludes(GUIDE, `\`${name}\``);
});
