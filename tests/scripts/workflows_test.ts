/** The workflows cannot be run here; what they run can. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { project } from "../../scripts/project/folders.ts";
import { findTarget } from "../../scripts/build/targets.ts";

const workflows = await Promise.all(["test.yml", "release.yml"].map((name) => {
  return Deno.readTextFile(join(project, ".github", "workflows", name));
}));
const text = workflows.join("\n");

Deno.test("every task of the workflows is there, and every target is one that can be built", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(project, "deno.json")));
  const named = [...text.matchAll(/deno task ([\w:]+)/g)].map(([, task]) => task ?? "");
  assert(named.length > 0);
  assertEquals(named.filter((task) => !(task in tasks)), []);
  for (const [, target] of text.matchAll(/--target (\S+)/g)) findTarget(target);
});

Deno.test("the workflows use the Deno that CI and the documents name", async () => {
  const [, version] = /npx -y deno@([\d.]+)/.exec(
    await Deno.readTextFile(join(project, ".ci", "run")),
  ) ?? [];
  const used = [...text.matchAll(/deno-version: (\S+)/g)].map(([, each]) => each);
  assertEquals(new Set(used), new Set([version]));
});
