/** A stem that is listened to while it is written. */
import type { SpeechCheck } from "../sound/speech_check.ts";
import type { Stem } from "./stem.ts";

/** Passes everything on; what is written is heard too, once it is written. */
export function listeningStem(stem: Stem, speech: SpeechCheck): Stem {
  return {
    get frames() {
      return stem.frames;
    },
    write(samples) {
      stem.write(samples);
      speech.process(samples);
    },
    silence(frames) {
      stem.silence(frames);
      speech.silence(frames);
    },
    sync: () => stem.sync(),
    prepare: () => stem.prepare(),
    finish: () => stem.finish(),
    [Symbol.dispose]: () => stem[Symbol.dispose](),
  };
}
