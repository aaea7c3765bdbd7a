import { assert, assertEquals } from "@std/assert";
import { basename, join } from "node:path";
import { findRecordings } from "../../../meeting/retention/find_recordings.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { sidecarText } from "../../../meeting/beside/describe_file.ts";
import { vttMark } from "../../../meeting/beside/own_beside.ts";
import { fileMark } from "../../../meeting/page/file_mark.ts";
import { EXAMPLE } from "../facts/example_facts.ts";
import { mp3Of, writeWav } from "./recordings.ts";

const AT = new Date(2026, 10, 21, 9, 30, 0);

/** Names of recordings with what belongs to each. */
async function found(folder: string, levels?: number): Promise<Record<string, string[]>> {
  const { recordings } = await findRecordings(folder, levels);
  return Object.fromEntries(
    recordings.map(({ path, sidecars }) => [basename(path), sidecars.map((s) => basename(s))]),
  );
}

Deno.test("cuts and kept stems belong to their recording, with a number too", async () => {
  await withFolder(async (folder) => {
    const put = (name: string) => Deno.writeTextFileSync(join(folder, name), name);
    Deno.writeFileSync(join(folder, "a.mp3"), mp3Of(AT));
    Deno.writeFileSync(join(folder, "a.2.mp3"), mp3Of(AT));
    for (const name of ["a.mp3.cuts.json", "a.mic.wav", "a.3.system.wav", "a.2.mic.wav"]) put(name);
    for (const name of ["b.mic.wav", "a.txt", "ab.mic.wav", "a.mp3.txt"]) put(name);
    assertEquals(await found(folder), {
      "a.mp3": ["a.mp3.cuts.json", ...["a.mic.wav", "a.3.system.wav"].sort(byFolder(folder))],
      "a.2.mp3": ["a.2.mic.wav"],
    });
    const { others, recordings } = await findRecordings(folder);
    assertEquals(others.map((path) => basename(path)).sort(), ["ab.mic.wav", "b.mic.wav"]);
    assertEquals(recordings[0]?.recordedMs, AT.getTime());
  });
});

Deno.test("what confrec has written about a recording belongs to it, and what only has such a name does not", async () => {
  await withFolder(async (folder) => {
    const put = (name: string, text: string) => Deno.writeTextFileSync(join(folder, name), text);
    for (const name of ["a", "b", "c"]) Deno.writeFileSync(join(folder, `${name}.mp3`), mp3Of(AT));
    put("a.json", sidecarText({ ...EXAMPLE, file: { ...EXAMPLE.file, name: "a.mp3" } }));
    put("a.html", `<!DOCTYPE html><head>${fileMark("a.mp3")}`);
    put("a.vtt", `WEBVTT\n\n${vttMark("a.mp3")}\n`);
    put("a.labels.txt", "0\t1\tx\n");
    put("b.json", sidecarText({ ...EXAMPLE, file: { ...EXAMPLE.file, name: "a.mp3" } }));
    put("b.html", "<!DOCTYPE html><title>My own page</title>");
    put("c.json", "{}");
    put("c.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n");
    const { recordings } = await findRecordings(folder);
    const sidecars = Object.fromEntries(recordings.map(({ path, sidecars }) => {
      return [basename(path), sidecars.map((each) => basename(each))];
    }));
    assertEquals(sidecars, {
      "a.mp3": ["a.json", "a.html", "a.labels.txt", "a.vtt"],
      ...{ "b.mp3": [], "c.mp3": [] },
    });
  });
});

Deno.test("stems that two files could own, and recordings that are called so, go with neither", async () => {
  await withFolder(async (folder) => {
    Deno.writeFileSync(join(folder, "a.mp3"), mp3Of(AT));
    writeWav(join(folder, "a.wav"), AT);
    Deno.writeTextFileSync(join(folder, "a.mic.wav"), "whose?");
    Deno.writeFileSync(join(folder, "b.mp3"), mp3Of(AT));
    writeWav(join(folder, "b.mic.wav"), AT);
    assertEquals(await found(folder), { "a.mp3": [], "a.wav": [], "b.mp3": [], "b.mic.wav": [] });
  });
});

Deno.test("a stem that a file of another program could own goes with neither", async () => {
  await withFolder(async (folder) => {
    Deno.writeFileSync(join(folder, "a.mp3"), mp3Of(AT));
    Deno.writeTextFileSync(join(folder, "a.wav"), "not ours");
    Deno.writeTextFileSync(join(folder, "a.mic.wav"), "whose?");
    assertEquals(await found(folder), { "a.mp3": [] });
  });
});

Deno.test({
  name: "links are not followed, neither to files nor to folders, and spools are not entered",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withFolder(async (folder) => {
      const [elsewhere, here] = [join(folder, "elsewhere"), join(folder, "here")];
      for (const each of [elsewhere, here, join(here, "sub"), join(here, "x.mp3.confrec")]) {
        Deno.mkdirSync(each);
      }
      Deno.writeFileSync(join(elsewhere, "a.mp3"), mp3Of(AT));
      Deno.symlinkSync(join(elsewhere, "a.mp3"), join(here, "a.mp3"));
      Deno.symlinkSync(elsewhere, join(here, "link"));
      Deno.writeFileSync(join(here, "x.mp3.confrec", "c.mp3"), mp3Of(AT));
      Deno.writeFileSync(join(here, "sub", "b.mp3"), mp3Of(AT));
      assertEquals(await found(here, 5), { "b.mp3": [] });
      assertEquals(await found(here), {});
    });
  },
});

/** The order in which the file system lists them. */
function byFolder(folder: string): (a: string, b: string) => number {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return (a, b) => names.indexOf(a) - names.indexOf(b);
}

Deno.test("who waits for a call is heard while a folder of many recordings is looked through", async () => {
  await withFolder(async (folder) => {
    const bytes = mp3Of(AT);
    for (let n = 0; n < 200; n++) Deno.writeFileSync(join(folder, `${n}.mp3`), bytes);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    assertEquals((await findRecordings(folder)).recordings.length, 200);
    clearInterval(timer);
    assert(turns > 3, `${turns} turns`);
  });
});
