import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { type LeftPart, leftPart } from "../../../capture/recovery/left_part.ts";
import type { JournalRecord } from "../../../capture/spool/journal.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const RATE_HZ = 100;
const PART: JournalRecord = { type: "part", number: 2, fromFrame: 6_000, encodeFromFrame: 5_700 };
const WHOLE: LeftPart = { number: 2, fromFrame: 6_000, encodeFromFrame: 5_700, nextFromFrame: 0 };
const ENDED: LeftPart = { ...WHOLE, toFrame: 12_000, nextFromFrame: 6_000 };

/** What is read of a second part that goes on in a third, beside which these folders are. */
async function read(
  there: readonly string[],
  o: { frames: number; behind?: readonly JournalRecord[] },
): Promise<LeftPart | undefined> {
  let found: LeftPart | undefined;
  await withFolder((folder) => {
    for (const name of there) Deno.mkdirSync(join(folder, name), { recursive: true });
    const next = join(folder, "then", "m.003.mp3.confrec");
    const split = { type: "split", atFrame: 12_000, next, nextFromFrame: 6_000 } as const;
    found = leftPart([PART, split, ...o.behind ?? []], {
      folder: join(folder, "now", "m.002.mp3.confrec"),
      frames: o.frames,
      rateHz: RATE_HZ,
    });
    if (found?.next !== undefined) found = { ...found, next: found.next.slice(folder.length + 1) };
  });
  return found;
}

Deno.test("a part ends where it says as long as the next one is there, however much the stems hold", async () => {
  const then = "then/m.003.mp3.confrec";
  assertEquals(await read([then], { frames: 90_000 }), { ...ENDED, next: join(then) });
});

Deno.test("of a part that was moved the next one is looked for beside it first", async () => {
  const [then, now] = ["then/m.003.mp3.confrec", "now/m.003.mp3.confrec"];
  assertEquals((await read([now], { frames: 12_200 }))?.next, join(now));
  assertEquals((await read([now, then], { frames: 12_200 }))?.next, join(now));
});

Deno.test("a split that came to nothing ends no part: the stems go on, and there is no next one", async () => {
  assertEquals(await read([], { frames: 90_000 }), WHOLE);
});

Deno.test("a split that was taken back ends no part, also while what was made of the next one is there", async () => {
  const behind = [{ type: "unsplit" }] as const;
  assertEquals(await read(["then/m.003.mp3.confrec"], { frames: 12_000, behind }), WHOLE);
  const next = "m.003.mp3.confrec";
  const again = { type: "split", atFrame: 15_000, next, nextFromFrame: 9_000 } as const;
  const found = await read([], { frames: 15_100, behind: [...behind, again] });
  assertEquals(found, { ...ENDED, toFrame: 15_000, nextFromFrame: 9_000 });
});

Deno.test("a part whose next one is finished and gone ends where it did", async () => {
  assertEquals(await read([], { frames: 12_200 }), ENDED);
  // A worker may have gone on in the old stem for hours, and have given all of that to the next.
  assertEquals(await read([], { frames: 90_000, behind: [{ type: "given" }] }), ENDED);
});
