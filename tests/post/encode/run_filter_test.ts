import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import { type FilterLimits, runFilter } from "../../../post/encode/run_filter.ts";

const LIMITS: FilterLimits = { stallSeconds: 60, graceSeconds: 5, maxOutputBytes: 1 << 24 };
const FAKE = fileURLToPath(new URL("fake_filter.ts", import.meta.url));
/** Windows ends processes without a word about how. */
const signals = Deno.build.os !== "windows";

/** Runs a program that behaves in a certain way in the place of ffmpeg. */
function fake(
  behaviour: string,
  blocks: Iterable<Uint8Array>,
  limits: Partial<FilterLimits> = {},
) {
  const args = ["run", "--allow-all", "--no-check", "--quiet", FAKE, behaviour];
  return runFilter(Deno.execPath(), args, blocks, { ...LIMITS, ...limits });
}

function* megabytes(count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield new Uint8Array(1 << 20).fill(i);
}

Deno.test("a filter gets all blocks in order while its output is read", async () => {
  const result = await fake("copy", megabytes(5));
  assert(result.ok, result.stderrTail);
  assertEquals(result.stdout.length, 5 << 20);
  assertEquals([0, 1, 2, 3, 4].map((i) => result.stdout[(i << 20) + 77]), [0, 1, 2, 3, 4]);
});

Deno.test("a filter that fails gives its exit code and last words", async () => {
  const result = await fake("fail", megabytes(1));
  assertEquals([result.ok, result.code, result.signal], [false, 3, null]);
  assertStringIncludes(result.stderrTail, "no codec");
});

Deno.test("a filter that closes its input early is a result, not an exception", async () => {
  const result = await fake("close its input early", megabytes(4));
  assertEquals([result.ok, result.code], [false, 7]);
});

Deno.test("a filter that is killed gives the signal, where there are signals", async () => {
  const result = await fake("be killed", megabytes(1));
  assertEquals([result.ok, result.signal], [false, signals ? "SIGKILL" : null]);
  assertNotEquals(result.code, 0);
});

Deno.test("a filter that stands still is asked to stop", async () => {
  const result = await fake("stand still", [], { stallSeconds: 0.05 });
  assertEquals([result.ok, result.stopped], [false, "stalled"]);
  assertEquals(result.signal, signals ? "SIGTERM" : null);
});

Deno.test("a filter that ignores being asked is killed", { ignore: !signals }, async () => {
  const controller = new AbortController();
  function* untilItReads(): Generator<Uint8Array> {
    // More than a pipe holds: the second block is asked for when the program, deaf by now, reads.
    yield* megabytes(2);
    controller.abort();
  }
  const limits = { graceSeconds: 0.1, signal: controller.signal };
  const result = await fake("be deaf", untilItReads(), limits);
  assertEquals([result.stopped, result.signal], ["aborted", "SIGKILL"]);
});

Deno.test("a filter that babbles on its output is stopped, and memory stays bounded", async () => {
  const result = await fake("babble", [], { maxOutputBytes: 100_000 });
  assertEquals([result.ok, result.stopped], [false, "babbled"]);
  assert(result.stdout.length <= 100_000);
});

Deno.test("of a filter that babbles on its error channel only the end is kept", async () => {
  const result = await fake("babble on its error channel", []);
  assert(result.ok, result.stderrTail);
  assert(result.stderrTail.length <= 4_096);
  assert(result.stderrTail.endsWith("the end"));
});

Deno.test("aborting stops the filter", async () => {
  const controller = new AbortController();
  const limits = { signal: controller.signal };
  const running = fake("stand still", megabytes(4), limits);
  controller.abort();
  assertEquals((await running).stopped, "aborted");
  assertEquals((await fake("stand still", [], limits)).stopped, "aborted");
});

Deno.test("what goes wrong in making the input stops the filter and is thrown on", async () => {
  function* torn(): Generator<Uint8Array> {
    yield new Uint8Array(10);
    throw new RangeError("stem is gone");
  }
  await assertRejects(() => fake("copy", torn()), RangeError, "stem is gone");
});

Deno.test("a missing program is NotFound", async () => {
  await assertRejects(
    () => runFilter("/nonexistent/ffmpeg", [], [], LIMITS),
    Deno.errors.NotFound,
  );
});

Deno.test("a filter runs at the niceness it was given", async () => {
  const result = await fake("copy and tell its niceness", megabytes(1), { niceness: 12 });
  const told = new TextDecoder().decode(result.stdout.slice(1 << 20)).trim();
  // Windows has six steps, and 7 to 18 are the one below normal.
  assertEquals(told, signals ? "12" : "10");
});
