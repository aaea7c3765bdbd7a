/** The spool that somebody removes while it is recorded into. */
import { assertEquals } from "@std/assert";
import { SpoolGuard } from "../../../meeting/output/spool_guard.ts";

/** A spool that lacks something, or cannot be put back. */
class Missing {
  readonly folder = "/recordings/m.mp3.confrec";
  looks = 0;
  readonly warnings: string[] = [];
  putBack = 0;
  answer: () => Promise<boolean> = () => Promise.resolve(true);
  readonly guard = new SpoolGuard(
    { folder: this.folder, keep: () => (this.looks++, this.answer()) },
    { warn: (message) => void this.warnings.push(message) },
    () => Promise.resolve(void this.putBack++),
  );
}

Deno.test("what was put back is said, and whoever worked in it is asked to begin anew", async () => {
  const missing = new Missing();
  await missing.guard.look();
  assertEquals([missing.putBack, missing.warnings.length], [1, 1]);
  missing.answer = () => Promise.resolve(false);
  await missing.guard.look();
  assertEquals([missing.putBack, missing.warnings.length], [1, 1]);
});

Deno.test("that it cannot be put back is said once, until it could be", async () => {
  const missing = new Missing();
  missing.answer = () => Promise.reject(new Deno.errors.InvalidData("a file"));
  for (let i = 0; i < 3; i++) await missing.guard.look();
  assertEquals([missing.putBack, missing.warnings], [0, [
    "/recordings/m.mp3.confrec was removed or moved, and cannot be put back: something else has its name; " +
    "make that possible before the recording ends",
  ]]);
  missing.answer = () => Promise.resolve(true);
  await missing.guard.look();
  missing.answer = () => Promise.reject(new Deno.errors.InvalidData("a file"));
  await missing.guard.look();
  assertEquals([missing.putBack, missing.warnings.length], [1, 3]);
});

Deno.test("its end waits for the look that is under way, and nobody looks after it", async () => {
  const missing = new Missing();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  missing.answer = () => promise;
  const looking = missing.guard.look();
  let ended = false;
  const ending = missing.guard.end().then(() => ended = true);
  await Promise.resolve();
  assertEquals(ended, false);
  resolve(true);
  await Promise.all([looking, ending]);
  await missing.guard.look();
  assertEquals([missing.looks, missing.putBack], [1, 1]);
});
