/** Reports of recordings that exist, made by confrec or not. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { factsSchema } from "../../../meeting/facts/facts_schema.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { mixFiles, prepareMix } from "../../../meeting/mix/mix_files.ts";
import { fileMark, RECORDED_MARK } from "../../../meeting/page/file_mark.ts";
import { reviewFile, type ReviewRequest } from "../../../meeting/review/review_file.ts";
import { realWorld } from "../../../meeting/world/real_world.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { type Tone, writeTones } from "../../../scripts/stage/tones.ts";
import { tool } from "../../formats/tool.ts";

const tone = (fromSeconds: number, toSeconds: number, hz: number): Tone => {
  return { fromSeconds, toSeconds, hz, peakDb: -12 };
};
const MIC = [tone(1, 3, 440), tone(8, 9.5, 440)];
const SYSTEM = [tone(4, 6, 700)];
const SECONDS = 12;

async function writeSides(folder: string) {
  const [mic, system] = [join(folder, "mic.wav"), join(folder, "system.wav")];
  await writeTones(mic, SECONDS, MIC, { noiseDb: -80 });
  await writeTones(system, SECONDS, SYSTEM, { noiseDb: -80 });
  return { mic, system };
}

async function report(file: string, more: Partial<ReviewRequest> = {}) {
  const request = {
    file,
    beside: ["sidecar", "labels", "vtt"] as const,
    isSplit: false,
    force: false,
  };
  return await reviewFile({ ...request, ...more }, realWorld, () => {});
}

function assertAgree(found: readonly (readonly number[])[] | undefined, tones: readonly Tone[]) {
  assertEquals(found?.length, tones.length, JSON.stringify(found));
  for (const [i, { fromSeconds, toSeconds }] of tones.entries()) {
    assertAlmostEquals(found?.[i]?.[0] ?? NaN, fromSeconds, 0.05);
    assertAlmostEquals(found?.[i]?.[1] ?? NaN, toSeconds, 0.05);
  }
}

Deno.test("of a stereo file that another program made, each channel can be a side", async () => {
  await withFolder(async (folder) => {
    const { mic, system } = await writeSides(folder);
    const path = join(folder, "call.mp3");
    tool("ffmpeg", [
      ...["-v", "error", "-i", mic, "-i", system, "-filter_complex", "amerge=inputs=2"],
      ...["-metadata", "title=The <call>", "-b:a", "128k", path],
    ]);
    const { facts, written } = await report(path, { isSplit: true });
    assertEquals(facts.title, "The <call>");
    assertAgree(facts.sides.mic?.speech.intervals, MIC);
    assertAgree(facts.sides.system?.speech.intervals, SYSTEM);
    assertEquals(
      factsSchema.parse(JSON.parse(Deno.readTextFileSync(join(folder, "call.json")))),
      facts,
    );
    assertEquals(written.map((each) => each.slice(folder.length + 1)), [
      ...["call.html", "call.json", "call.labels.txt", "call.vtt"],
    ]);
    const whole = (await report(path, { force: true })).facts;
    assertEquals(
      Object.keys(whole.sides),
      ["mic", "system"],
      "by the sidecar that is there by now",
    );
  });
});

Deno.test("a file of confrec's is told of by its sidecar, as long as that is about this very file", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "m.mp3");
    const settings = {
      ...await writeSides(folder),
      out,
      sidecar: true,
      report: true,
      title: "Weekly",
    };
    const { signal } = new AbortController();
    const { facts: made } = await mixFiles(
      prepareMix(settings, realWorld),
      realWorld,
      () => {},
      signal,
    );
    assert(made?.file.sha256);
    const page = Deno.readTextFileSync(join(folder, "m.html"));
    assertEquals((await report(out, { beside: [] })).facts, made);
    assert(page.includes("<title>Weekly</title>"));
    Deno.writeFileSync(out, Deno.readFileSync(out).slice(0, -200));
    const other = (await report(out, { beside: [] })).facts;
    assertEquals([Object.keys(other.sides), other.title], [["sound"], "Weekly"]);
  });
});

Deno.test("a file is as long as it is heard, whatever its rate and its samples are", async () => {
  await withFolder(async (folder) => {
    const { mic } = await writeSides(folder);
    for (
      const [name, ...how] of [
        ["44.mp3", "-ar", "44100", "-b:a", "96k"],
        ["8.mp3", "-ar", "8000", "-b:a", "16k"],
        ["vbr.mp3", "-q:a", "2", "-ar", "32000"],
        ["44.wav", "-ar", "44100", "-c:a", "pcm_s16le"],
        ["u8.wav", "-ar", "8000", "-c:a", "pcm_u8"],
        ["six.wav", "-ac", "6", "-c:a", "pcm_f64le"],
      ] as const
    ) {
      const path = join(folder, name);
      tool("ffmpeg", ["-v", "error", "-i", mic, ...how, path]);
      const { facts } = await report(path, { beside: [], force: true });
      assertAlmostEquals(facts.programme.seconds, SECONDS, 0.03, name);
      assertAlmostEquals(facts.recordedSeconds, SECONDS, 0.03, name);
      const { bitRate } = facts.programme;
      const isVariable = name === "vbr.mp3" ? "variable" : "constant";
      assertEquals(bitRate, name.endsWith(".mp3") ? isVariable : undefined);
      // Eight bits have a noise of their own.
      if (name !== "u8.wav") assertAgree(facts.sides.sound?.speech.intervals, MIC);
    }
  });
});

Deno.test("an MP3 that players play is told of, and what is between its frames", async () => {
  await withFolder(async (folder) => {
    const { mic } = await writeSides(folder);
    const path = join(folder, "a.mp3");
    tool("ffmpeg", ["-v", "error", "-i", mic, "-b:a", "64k", "-write_xing", "0", path]);
    const sound = Deno.readFileSync(path);
    const write = (...pieces: Uint8Array[]) => {
      Deno.writeFileSync(path, new Uint8Array(pieces.flatMap((piece) => [...piece])));
    };
    write(sound, new TextEncoder().encode("APETAGEX"), new Uint8Array(500));
    const whole = (await report(path, { beside: [] })).facts;
    assertAgree(whole.sides.sound?.speech.intervals, MIC);
    assertEquals(whole.notes, []);
    write(sound.subarray(0, 60_000), new Uint8Array(1_000), sound.subarray(60_000));
    const damaged = (await report(path, { beside: [] })).facts;
    assertEquals(damaged.notes.length, 1);
    assertAlmostEquals(damaged.programme.seconds, SECONDS, 0.2);
  });
});

Deno.test("what confrec has not written is replaced by force alone", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.wav");
    await writeTones(path, 2, []);
    Deno.writeTextFileSync(join(folder, "a.html"), "mine");
    let isHeard = false;
    const request = { file: path, beside: ["labels"] as const, isSplit: false, force: false };
    await assertRejects(
      () => reviewFile(request, realWorld, () => isHeard = true),
      UserError,
      "a.html: it exists",
    );
    assertEquals(Deno.readTextFileSync(join(folder, "a.html")), "mine");
    assertEquals([isHeard, [...Deno.readDirSync(folder)].length], [false, 2]);
    await report(path, { beside: [], force: true });
    await report(path, { beside: [] });
  });
});

Deno.test("a page that was made with its recording tells more than the file, and is replaced by force alone", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.wav");
    await writeTones(path, 2, []);
    const page = join(folder, "a.html");
    const mark = fileMark("a.wav");
    for (const [text, isKept] of [[`${mark}${RECORDED_MARK}`, true], [mark, false]] as const) {
      Deno.writeTextFileSync(page, text);
      const done = report(path, { beside: [] });
      if (isKept) await assertRejects(() => done, UserError, "look at that, or replace it");
      else await done;
      assertEquals(Deno.readTextFileSync(page) === text, isKept);
    }
    Deno.writeTextFileSync(page, `${mark}${RECORDED_MARK}`);
    const { written } = await report(path, { beside: ["labels"] });
    assertEquals(written, [join(folder, "a.labels.txt")]);
    await report(path, { beside: [], force: true });
    assert(!Deno.readTextFileSync(page).includes(RECORDED_MARK));
  });
});

Deno.test("what is no recording is told as such, and nothing is written", async () => {
  await withFolder(async (folder) => {
    const text = join(folder, "a.mp3");
    Deno.writeTextFileSync(text, "no sound");
    for (const file of [text, join(folder, "b.mp3"), join(folder, "c.txt"), folder]) {
      await assertRejects(() => report(file), UserError, "Cannot ");
    }
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("a file that may be there, where nobody may look, is not said to be missing", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.mp3");
    const { statSync, lstatSync } = Deno;
    const refuse = (real: typeof statSync): typeof statSync => (asked) => {
      if (asked !== path) return real(asked);
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    };
    Object.assign(Deno, { statSync: refuse(statSync), lstatSync: refuse(lstatSync) });
    try {
      await assertRejects(() => report(path), UserError, "permission is denied; name a recording");
    } finally {
      Object.assign(Deno, { statSync, lstatSync });
    }
  });
});
