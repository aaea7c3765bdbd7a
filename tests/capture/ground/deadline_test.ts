import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../../capture/ground/deadline.ts";

// Timers that are left over make these tests fail: Deno looks for them after each.

Deno.test("what comes in time is the result, and no timer is left", async () => {
  assertEquals(await within(60_000, Promise.resolve("there"), "late"), "there");
});

Deno.test("what never comes is given up at the deadline", async () => {
  assertEquals(await within(1, new Promise<string>(() => {}), undefined), undefined);
});

Deno.test("a failure in time is thrown, and no timer is left", async () => {
  await assertRejects(
    () => within(60_000, Promise.reject(new Error("broken")), "late"),
    Error,
    "broken",
  );
});

Deno.test("a failure after the deadline disturbs nobody", async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  assertEquals(await within(1, promise, "late"), "late");
  reject(new Error("broken"));
  await new Promise((resolve) => setTimeout(resolve));
});
