import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type FilterLimits, runFilter } from "../../post/run_filter.ts";

const LIMITS: FilterLimits = { stallSeconds: 60, graceSeconds: 5, maxOutputBytes: 1 << 24 };

/** Runs a small shell program in the place of ffmpeg; shells are for tests only. */
function fake(script: string, blocks: Iterable<Uint8Array>, limits: Partial<FilterLimits> = {}) {
  return runFilter("/bin/sh", ["-c", script], blocks, { ...LIMITS, ...limits });
}

function* megabytes(count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield new Uint8Array(1 << 20).fill(i);
}

Deno.test("a filter gets all blocks in order while its output is read", async () => {
  const result = await fake("cat", megabytes(5));
  assert(result.ok);
  assertEquals(result.stdout.length, 5 << 20);
  assertEquals([0, 1, 2, 3, 4].map((i) => result.stdout[(i << 20) + 77]), [0, 1, 2, 3, 4]);
});

Deno.test("a filter that fails gives its exit code and last words", async () => {
  const result = await fake(
    "cat >/dev/null; echo first >&2; echo no codec >&2; exit 3",
    megabytes(1),
  );
  assertEquals([result.ok, result.code, result.signal], [false, 3, null]);
  assertStringIncludes(result.stderrTail, "no codec");
});

Deno.test("a filter that closes its input early is a result, not an exception", async () => {
  const result = await fake("exec <&-; exit 7", megabytes(4));
  assertEquals([result.ok, result.code], [false, 7]);
});

Deno.test("a filter that is killed gives the signal", async () => {
  const result = await fake("kill -KILL $$", megabytes(1));
  assertEquals([result.ok, result.signal], [false, "SIGKILL"]);
});

Deno.test("a filter that stands still is asked to stop", async () => {
  const result = await fake("exec sleep 100", [], { stallSeconds: 0.05 });
  assertEquals([result.ok, result.stopped, result.signal], [false, "stalled", "SIGTERM"]);
});

Deno.test("a filter that ignores being asked is killed", async () => {
  const result = await fake(
    "trap '' TERM; echo up; while :; do sleep 1 </dev/null >&- 2>&-; done",
    [],
    {
      stallSeconds: 0.2,
      graceSeconds: 0.1,
    },
  );
  assertEquals([result.stopped, result.signal], ["stalled", "SIGKILL"]);
});

Deno.test("a filter that babbles on its output is stopped, and memory stays bounded", async () => {
  const result = await fake("exec yes", [], { maxOutputBytes: 100_000 });
  assertEquals([result.ok, result.stopped], [false, "babbled"]);
  assert(result.stdout.length <= 100_000);
});

Deno.test("of a filter that babbles on its error channel only the end is kept", async () => {
  const result = await fake("yes 2>&1 | head -c 1000000 >&2; echo the end >&2", []);
  assert(result.ok);
  assert(result.stderrTail.length <= 4_096);
  assert(result.stderrTail.endsWith("the end"));
});

Deno.test("aborting stops the filter", async () => {
  const controller = new AbortController();
  const running = fake("exec sleep 100", megabytes(4), { signal: controller.signal });
  controller.abort();
  assertEquals((await running).stopped, "aborted");
  assertEquals(
    (await fake("exec sleep 100", [], { signal: controller.signal })).stopped,
    "aborted",
  );
});

Deno.test("what goes wrong in making the input stops the filter and is thrown on", async () => {
  function* torn(): Generator<Uint8Array> {
    yield new Uint8Array(10);
    throw new RangeError("stem is gone");
  }
  await assertRejects(() => fake("cat", torn()), RangeError, "stem is gone");
});

Deno.test("a missing program is NotFound", async () => {
  await assertRejects(
    () => runFilter("/nonexistent/ffmpeg", [], [], LIMITS),
    Deno.errors.NotFound,
  );
});

Deno.test("a filter runs at the niceness it was given", async () => {
  const result = await fake("cat; nice", megabytes(1), { niceness: 12 });
  assertEquals(new TextDecoder().decode(result.stdout.slice(1 << 20)).trim(), "12");
});
