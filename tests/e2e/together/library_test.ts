/** Every example of the library, as it stands in the docs, run by itself on a sound server of its own. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../../root.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";

const CONFIG = fileURLToPath(new URL("deno.json", root));
const MODULE = new URL("mod.ts", root).href;

/** The TypeScript in a text: of Markdown, or of docstrings. */
function examplesOf(file: string): string[] {
  const text = Deno.readTextFileSync(fileURLToPath(new URL(file, root)))
    .replace(/^ \* ?/gm, "");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => {
    return code.replaceAll('"./mod.ts"', JSON.stringify(MODULE));
  });
}

function tone(path: string): void {
  const samples = Float32Array.from(
    { length: 96_000 },
    (_, i) => 0.3 * Math.sin(2 * Math.PI * 440 * i / 48_000),
  );
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "float32" });
  writer.write(samples);
  writer.finish();
}

async function deno(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<string> {
  const [command = "", ...more] = args;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command, "--quiet", "--config", CONFIG, ...more],
    cwd,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, err);
  return out;
}

Deno.test("the examples of the library compile and do what they say", async () => {
  await using card = await VirtualCard.start();
  await withFolder(async (folder) => {
    for (const name of ["talk.wav", "me.wav", "them.wav"]) tone(join(folder, name));
    const inDocstrings = examplesOf("mod.ts");
    const inDocument = examplesOf("docs/library.md");
    assertEquals([inDocstrings.length, inDocument.length], [5, 2]);
    const examples = [...inDocstrings, ...inDocument];
    const files = examples.map((code, i) => {
      Deno.writeTextFileSync(join(folder, `example${i}.ts`), code);
      return `example${i}.ts`;
    });
    await deno(["check", ...files], folder);
    for (const [i, code] of examples.entries()) {
      const out = await deno(["run", "-A", "--no-check", files[i] ?? ""], folder, card.env);
      if (code.includes('duration: "10s"')) {
        assertStringIncludes(out, "meeting.mp3");
        assert((out.match(/\n/g) ?? []).length > 10, "levels are shown");
        await Deno.remove(join(folder, "meeting.mp3"));
      }
      if (code.includes("me.wav")) {
        assert((await Deno.stat(join(folder, "call.mp3"))).size > 10_000);
      }
    }
    for (const name of ["talk.mp3", "mixed.mp3"]) {
      assert((await Deno.stat(join(folder, name))).size > 1_000, name);
    }
  });
});
