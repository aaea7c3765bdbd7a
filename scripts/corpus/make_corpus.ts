/** Writes the corpus of speech in noise to a folder, for ears and for other programs: mixture, speech and truth. */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { CORPUS_HOP_FRAMES, CORPUS_RATE_HZ, corpusRecipes, EXTRAS, makeItem } from "./corpus.ts";
import { speakAll } from "./corpus_voices.ts";

if (import.meta.main) {
  const folder = Deno.args[0];
  if (folder === undefined) {
    console.error("Usage: deno run -A scripts/corpus/make_corpus.ts FOLDER [SECONDS]");
    Deno.exit(2);
  }
  const seconds = Number(Deno.args[1] ?? 120);
  await Deno.mkdir(folder, { recursive: true });
  const voices = await speakAll(CORPUS_RATE_HZ);
  for (const extra of EXTRAS) {
    for (const recipe of corpusRecipes(voices.length, extra, seconds)) {
      const item = makeItem(recipe, voices);
      const name = `${recipe.noise}-${recipe.snrDb}db-voice${recipe.voice}-${extra}`;
      write(join(folder, `${name}.wav`), item.mixture);
      write(join(folder, `${name}.speech.wav`), item.speech);
      const truth = {
        ...recipe,
        hopFrames: CORPUS_HOP_FRAMES,
        wordHops: item.wordHops,
        spoken: Array.from(item.spoken).join(""),
      };
      await Deno.writeTextFile(join(folder, `${name}.json`), JSON.stringify(truth));
    }
  }
}

function write(path: string, samples: Float32Array): void {
  const options = { rateHz: CORPUS_RATE_HZ, channels: 1, encoding: "float32" as const };
  using writer = WavWriter.create(path, { ...options, overwrite: true });
  writer.write(samples);
  writer.finish();
}
