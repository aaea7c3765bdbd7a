import { assert, assertEquals } from "@std/assert";
import { basename, join } from "node:path";
import { Spool } from "../../../capture/spool/spool.ts";
import type { KeepRule } from "../../../meeting/ground/keep_rule.ts";
import { claimOutput } from "../../../meeting/output/output_claim.ts";
import { noteSpool } from "../../../meeting/output/spool_notes.ts";
import { prune, type PruneDecision } from "../../../meeting/retention/prune.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { random } from "../../dsp/signals.ts";
import { mp3Of, writeWav } from "./recordings.ts";

const NOW = new Date(2026, 10, 21, 12, 0, 0);
const ONE: KeepRule = { kind: "count", count: 1 };

function daysAgo(days: number): Date {
  return new Date(NOW.getTime() - days * 86_400_000);
}

/** A folder of recordings, one a day, `0.mp3` of today; and the rule applied to it. */
async function withDays(
  count: number,
  test: (folder: string, run: (more?: object) => Promise<readonly PruneDecision[]>) => unknown,
): Promise<void> {
  await withFolder(async (parent) => {
    const [folder, cache] = [join(parent, "Meetings"), join(parent, "cache")];
    Deno.mkdirSync(folder);
    for (let day = 0; day < count; day++) {
      Deno.writeFileSync(join(folder, `${day}.mp3`), mp3Of(daysAgo(day)));
    }
    await test(folder, async (more = {}) => {
      const request = { folder, levels: 5, rule: ONE, now: NOW, cache, dryRun: false, ...more };
      return (await prune(request)).decisions;
    });
  });
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

function actions(decisions: readonly PruneDecision[]): string[] {
  return decisions.map(({ path, action }) => `${action} ${basename(path)}`);
}

Deno.test("a cache that cannot be read keeps no recording from going", async () => {
  await withDays(3, async (folder, run) => {
    const cache = join(folder, "..", "cache");
    Deno.mkdirSync(cache);
    Deno.writeTextFileSync(join(cache, "claims"), "no folder");
    assertEquals(actions(await run()), ["remove 2.mp3", "remove 1.mp3", "keep 0.mp3"]);
  });
});

Deno.test("the oldest go with all that belongs to them, and nothing else goes", () =>
  withDays(3, async (folder, run) => {
    for (const name of ["2.mp3.cuts.json", "2.mic.wav", "2.system.wav", "2.txt", "0.mic.wav"]) {
      Deno.writeTextFileSync(join(folder, name), "");
    }
    Deno.writeFileSync(join(folder, "music.mp3"), mp3Of(daysAgo(900), "LAME 3.100"));
    const decisions = await run();
    assertEquals(actions(decisions), ["remove 2.mp3", "remove 1.mp3", "keep 0.mp3"]);
    assertEquals(decisions[0]?.why, "there is more than 1 recording, and it is among the oldest");
    assertEquals(namesIn(folder), ["0.mic.wav", "0.mp3", "2.txt", "music.mp3"]);
  }));

Deno.test("a recording in parts counts as one; of one that never ends each part counts", () =>
  withDays(2, async (folder, run) => {
    for (const [i, part] of ["001", "002", "003"].entries()) {
      const at = new Date(NOW.getTime() - (30 - i) * 60_000);
      Deno.writeFileSync(join(folder, `0 ${part} x.mp3`), mp3Of(at, undefined, i + 1));
      writeWav(join(folder, `w.${part}.wav`), at);
    }
    const two = { kind: "count", count: 2 };
    const removed = async (more: object) => {
      const decisions = await run({ rule: two, dryRun: true, ...more });
      return actions(decisions.filter(({ action }) => action === "remove"));
    };
    assertEquals(await removed({}), [
      "remove 1.mp3",
      ...["remove 0 001 x.mp3", "remove 0 002 x.mp3", "remove 0 003 x.mp3"],
    ]);
    assertEquals((await removed({ countsParts: true })).length, 6);
    assertEquals(await removed({ except: join(folder, "0 003 x.mp3") }), [
      "remove 1.mp3",
      ...["remove w.001.wav", "remove w.002.wav", "remove w.003.wav"],
    ]);
  }));

Deno.test("a dry run says the same, and touches nothing", () =>
  withDays(3, async (folder, run) => {
    const before = namesIn(folder);
    const said = await run({ dryRun: true });
    assertEquals(namesIn(folder), before);
    assertEquals(said, await run());
  }));

Deno.test("what is recorded to, torn, just made, or beside its spool stays", () =>
  withDays(6, async (folder, run) => {
    const cache = join(folder, "..", "cache");
    using _claim = await claimOutput(join(folder, "5.mp3"), cache);
    Deno.truncateSync(join(folder, "4.mp3"), 500);
    Deno.mkdirSync(join(folder, "3.mp3.confrec"));
    const elsewhere = join(folder, "..", "spools", "2.mp3.confrec");
    Deno.mkdirSync(elsewhere, { recursive: true });
    using _note = noteSpool(elsewhere, cache);
    const decisions = await run({ except: join(folder, "1.mp3"), rule: ONE });
    assertEquals(decisions.map(({ why }) => why), [
      ...["somebody is recording to it", "it is not whole"],
      ...["its spool is still there", "its spool is still there", "it was just made"],
      "the newest one stays",
    ]);
    assert(decisions.every(({ action }) => action === "keep"));
  }));

Deno.test("without a date in its tag a recording is as old as its file", () =>
  withDays(1, async (folder, run) => {
    const path = join(folder, "old.mp3");
    const bytes = mp3Of(NOW);
    // Its date is none any more: the year begins with an x.
    bytes[new TextDecoder("latin1").decode(bytes).indexOf("2026-11")] = 0x78;
    Deno.writeFileSync(path, bytes);
    Deno.utimeSync(path, daysAgo(40), daysAgo(40));
    const rule: KeepRule = { kind: "age", seconds: 30 * 86_400 };
    assertEquals(actions(await run({ rule })), ["remove old.mp3", "keep 0.mp3"]);
  }));

Deno.test("folders in which nothing is left go too, but not the one that is looked through", () =>
  withDays(0, async (folder, run) => {
    const [deep, shared] = [join(folder, "2026", "10"), join(folder, "shared")];
    for (const each of [deep, shared]) {
      Deno.mkdirSync(each, { recursive: true });
      Deno.writeFileSync(join(each, "a.mp3"), mp3Of(daysAgo(40)));
    }
    Deno.writeTextFileSync(join(shared, "notes.txt"), "");
    await run({ rule: { kind: "age", seconds: 86_400 } });
    assertEquals([namesIn(folder), namesIn(shared)], [["shared"], ["notes.txt"]]);
  }));

Deno.test({
  name: "what cannot be removed is said, and the others go",
  // Root may remove everything, and Windows knows no such folders.
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    withDays(2, async (folder, run) => {
      Deno.chmodSync(folder, 0o500);
      try {
        const [first] = await run();
        assertEquals(first?.action, "failed");
      } finally {
        Deno.chmodSync(folder, 0o700);
      }
    }),
});

Deno.test("over random folders nothing goes that must stay, and the rest satisfies the rule", async () => {
  const next = random(7);
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  for (let round = 0; round < 25; round++) {
    await withDays(upTo(12), async (folder, run) => {
      const cache = join(folder, "..", "cache");
      const mustStay: string[] = [];
      using claims = new DisposableStack();
      for (const name of namesIn(folder)) {
        const path = join(folder, name);
        const fate = upTo(7);
        if (fate === 0) claims.use(await claimOutput(path, cache));
        if (fate === 1) Deno.truncateSync(path, 500);
        if (fate === 2) claims.use(await Spool.create(`${path}.confrec`));
        if (fate === 3) Deno.writeFileSync(path, mp3Of(daysAgo(90), "Audacity"));
        if (fate <= 3) mustStay.push(name);
      }
      const count = 1 + upTo(6);
      const all = await run({ rule: { kind: "count", count }, dryRun: true });
      const decisions = await run({ rule: { kind: "count", count } });
      assertEquals(actions(decisions), actions(all));
      const left = namesIn(folder);
      for (const name of mustStay) assert(left.includes(name), name);
      const removed = decisions.filter(({ action }) => action === "remove");
      for (const { path } of removed) assert(!left.includes(basename(path)));
      const free = decisions.filter(({ action, path }) => {
        return action === "keep" && !mustStay.includes(basename(path));
      });
      if (decisions.length - removed.length > count) assert(free.length <= 1);
      for (const one of removed) {
        assert(free.every(({ recordedAt }) => recordedAt >= one.recordedAt));
      }
    });
  }
});

Deno.test({
  name: "a folder with 10,000 recordings takes seconds",
  // Wine takes minutes for what Windows and Linux do in seconds.
  ignore: Deno.build.os === "windows",
  fn: () =>
    withDays(0, async (folder, run) => {
      const bytes = mp3Of(daysAgo(40));
      for (let i = 0; i < 10_000; i++) Deno.writeFileSync(join(folder, `${i}.mp3`), bytes);
      const began = performance.now();
      const decisions = await run({ rule: { kind: "count", count: 5_000 } });
      assertEquals(decisions.filter(({ action }) => action === "remove").length, 5_000);
      assertEquals(namesIn(folder).length, 5_000);
      const seconds = (performance.now() - began) / 1_000;
      assert(seconds < 30, `${seconds} s`);
    }),
});
