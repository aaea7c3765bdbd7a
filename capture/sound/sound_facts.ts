/** What can be reported of a sound, as plain data. */
import type { Muted } from "../source/source.ts";
import type { Hum } from "../../dsp/hum_meter.ts";
import type { TalkLevels } from "../../dsp/talk_meter.ts";

/** What is known of the sound of a source, from when it was opened; levels are of the last 8 s. */
export interface SoundFacts extends TalkLevels {
  /** All that was heard of it, seconds. */
  readonly heardSeconds: number;
  /** For how long it has given nothing but one and the same value, seconds. */
  readonly deadSeconds: number;
  /** Whether it has ever given anything else than 0. */
  readonly wasAlive: boolean;
  /** For how long there has been no signal, only the noise of an input that hears nothing, or less; seconds. */
  readonly quietSeconds: number;
  /** Flat tops so far. */
  readonly clips: number;
  /** The hum of the mains, where there is one. */
  readonly hum?: Hum;
  /** What the system has muted. */
  readonly muted?: Muted;
}
