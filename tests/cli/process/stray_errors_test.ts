import { assertEquals } from "@std/assert";

const PROGRAM = `
  import { StrayErrors } from "${new URL("../../../cli/process/stray_errors.ts", import.meta.url)}";
  using _errors = new StrayErrors((error) => console.log(error.message));
  Promise.reject(new Error("a rejection"));
  setTimeout(() => { throw new Error("a throw"); }, 0);
  const later = Promise.withResolvers();
  setTimeout(() => later.resolve(), 20);
  await later.promise;
  console.log("still here");
`;

// In a process of its own: the test runner takes such errors for its own.
Deno.test("errors that nobody waits for are told, and the process goes on", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", PROGRAM],
    stderr: "inherit",
  }).output();
  assertEquals(
    [code, new TextDecoder().decode(stdout)],
    [0, "a rejection\na throw\nstill here\n"],
  );
});
