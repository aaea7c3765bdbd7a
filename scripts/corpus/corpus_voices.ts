/** Speech for the corpus: sentences spoken by espeak-ng. */
import { join } from "node:path";
import { Resampler } from "../../dsp/resampler.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { runTool } from "../project/tool.ts";
import { withFolder } from "../stage/temporary_folder.ts";

/** Who says what. */
export interface Cast {
  /** Voices of espeak-ng and words per minute. */
  readonly voices: readonly (readonly [string, number])[];
  readonly sentences: readonly string[];
}

/** Men and women, slow and fast, three languages: what the gate was tuned with. */
const TUNED: Cast = {
  voices: [
    ["en-us", 150],
    ["en-gb+f3", 175],
    ["en-us+m7", 130],
    ["en-gb-scotland+f5", 160],
    ["de", 165],
    ["fr+f2", 180],
  ],
  sentences: [
    "Good morning everyone, thank you for joining. Let us start with the budget.",
    "Could you please share your screen? I cannot see the slides yet.",
    "Yes.",
    "The figures for the second quarter are slightly better than we expected, above all in the south.",
    "Sorry, you were muted. Say that again, please.",
    "Five thousand four hundred and twenty.",
    "I suggest that we postpone the decision until Friday, and ask for a second opinion.",
    "Fine. Who takes the notes?",
    "She sells sea shells on the sea shore; he shut the shop.",
    "Hello? Is anybody there?",
  ],
};

/** Others, with other words: what it was not tuned with. */
export const HELD_OUT: Cast = {
  voices: [
    ["en-us+f4", 140],
    ["en-gb+m3", 190],
    ["es", 155],
    ["it+f1", 170],
    ["en-gb-x-rp+m1", 120],
    ["pl+m5", 165],
  ],
  sentences: [
    "Perhaps we should wait until everybody is here before we open the first topic.",
    "Fish and chips for four, please.",
    "No.",
    "What time is the next train to the coast, and who has the tickets?",
    "That is right.",
    "Half of the servers were replaced over the weekend, the rest follow in spring.",
    "Seven, three, nine, oh, six.",
    "Hmm, I see.",
    "Could somebody put this in writing, so that we can look at it tomorrow?",
    "Thanks, see you on Thursday then.",
  ],
};

/**
 * All sentences in all voices, `[voice][sentence]`, mono at `rateHz`.
 *
 * @throws {Deno.errors.NotFound} when espeak-ng is not installed
 */
export async function speakAll(rateHz: number, cast = TUNED): Promise<Float32Array[][]> {
  return await withFolder(async (folder) => {
    const path = join(folder, "sentence.wav");
    const spoken: Float32Array[][] = [];
    for (const [voice, wordsPerMinute] of cast.voices) {
      const sentences: Float32Array[] = [];
      for (const sentence of cast.sentences) {
        const speed = String(wordsPerMinute);
        await runTool("espeak-ng", ["-v", voice, "-s", speed, "-w", path, sentence]);
        sentences.push(readAt(path, rateHz));
      }
      spoken.push(sentences);
    }
    return spoken;
  });
}

/** A mono WAV file at another rate. */
function readAt(path: string, rateHz: number): Float32Array {
  using reader = WavReader.open(path);
  const { frames, rateHz: inRateHz } = reader.info;
  const resampler = new Resampler({
    inRateHz,
    outRateHz: rateHz,
    channels: 1,
    maxBlockFrames: frames,
  });
  const body = resampler.process(reader.read(0, frames), frames).slice();
  const tail = resampler.flush();
  const whole = new Float32Array(body.length + tail.length);
  whole.set(body);
  whole.set(tail, body.length);
  return whole;
}
