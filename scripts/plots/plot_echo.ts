/** Draws the picture of docs/sound.md: a call, a microphone that hears it, and what is left. */
import { join } from "node:path";
import { speakAll } from "../corpus/corpus_voices.ts";
import { cancelEcho } from "../echo/echo_score.ts";
import { makeScene, SCENE_RATE_HZ } from "../echo/scenes.ts";
import { project } from "../project/folders.ts";
import { grayPng } from "./gray_png.ts";
import { spectrogram } from "./spectrogram.ts";

/** Seconds that are drawn: the call alone, and then both. */
const [FROM, TO] = [0, 24];
const WIDTH = 640;

const voices = await speakAll(SCENE_RATE_HZ);
const room = { t60Seconds: 0.3, delaySeconds: 0.05 };
const { far, mic } = makeScene(
  { seed: 21, kind: "linear", ...room },
  voices[0] ?? [],
  voices[1] ?? [],
);
const { output } = cancelEcho(far, mic, () => 0);
const panels = [far, mic, output].map((track) => {
  return spectrogram(track.subarray(FROM * SCENE_RATE_HZ, TO * SCENE_RATE_HZ), WIDTH, 96);
});
const border = () => new Uint8Array(WIDTH).fill(15);
const rows = panels.flatMap((panel) => [...panel, border(), border()]).slice(0, -2);
await Deno.writeFile(join(project, "docs", "echo_spectra.png"), grayPng(rows));
