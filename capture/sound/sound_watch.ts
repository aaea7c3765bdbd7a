/** Judges, while it is recorded, whether each side is heard as it should be. */
import type { SoundFacts } from "./sound_facts.ts";
import { type PerTrack, TRACK_NAMES, type TrackName } from "../ground/tracks.ts";
import { type SoundTrouble, TroubleRules, TROUBLES } from "./sound_trouble.ts";

/** A trouble that has begun, or that has ended. */
export interface SoundNews extends SoundTrouble {
  readonly track: TrackName;
  readonly state: "begun" | "ended";
  /**
   * Where it began, or where it had ended, seconds of the session. Silence is found some seconds after it began, and begins
   * where the last sound was; anything else begins where it was found.
   */
  readonly atSeconds: number;
  /** Of one that has ended: how long it lasted, from where it began. */
  readonly seconds?: number;
}

/** A side whose sound is judged. */
interface Side {
  readonly rules: TroubleRules;
  readonly begun: Map<SoundTrouble["kind"], { readonly trouble: SoundTrouble; atSeconds: number }>;
}

/** Remembers what was reported, so that each trouble is reported once and taken back when it ends. */
export class SoundWatch {
  readonly #sides: Readonly<Record<TrackName, Side>>;
  #lastSeconds = 0;

  /** @param warnSilenceSeconds how long a side may be without signal while the other talks; Infinity for as long as it likes */
  constructor(warnSilenceSeconds: number) {
    const side = (track: TrackName) => ({
      rules: new TroubleRules(track, warnSilenceSeconds),
      begun: new Map(),
    });
    this.#sides = { mic: side("mic"), system: side("system") };
  }

  /**
   * Judges anew; to be called a few times a second.
   *
   * @param atSeconds time of the session
   * @param facts of each side that delivers at this moment
   * @returns what has changed
   */
  look(atSeconds: number, facts: PerTrack<SoundFacts>): SoundNews[] {
    const passed = Math.max(0, atSeconds - this.#lastSeconds);
    this.#lastSeconds = atSeconds;
    const talks = {
      mic: facts.mic !== undefined && this.#sides.mic.rules.talks(facts.mic),
      system: facts.system !== undefined && this.#sides.system.rules.talks(facts.system),
    };
    return TRACK_NAMES.flatMap((track) => {
      const { rules, begun } = this.#sides[track];
      const own = facts[track];
      // A source that is away has been reported; what its sound was like does not matter any more.
      if (own === undefined) {
        rules.reset();
        return [...begun.keys()].map((kind) => this.#end(track, kind, atSeconds));
      }
      const troubles = rules.judge(own, {
        atSeconds,
        passed,
        otherTalks: talks[track === "mic" ? "system" : "mic"],
      });
      const news: SoundNews[] = [];
      for (const kind of TROUBLES) {
        const trouble = troubles.find((one) => one.kind === kind);
        if (trouble !== undefined && !begun.has(kind)) {
          const beganSeconds = Math.max(0, atSeconds - silentSeconds(kind, own));
          begun.set(kind, { trouble, atSeconds: beganSeconds });
          news.push({ ...trouble, track, state: "begun", atSeconds: beganSeconds });
        } else if (trouble === undefined && begun.has(kind)) {
          news.push(this.#end(track, kind, atSeconds));
        }
      }
      return news;
    });
  }

  #end(track: TrackName, kind: SoundTrouble["kind"], atSeconds: number): SoundNews {
    const { begun } = this.#sides[track];
    const since = begun.get(kind);
    begun.delete(kind);
    const seconds = Math.max(0, atSeconds - (since?.atSeconds ?? atSeconds));
    return { ...(since?.trouble ?? { kind }), track, state: "ended", atSeconds, seconds };
  }
}

/** For how long there has been silence when it is found; 0 for what is no silence. */
function silentSeconds(kind: SoundTrouble["kind"], facts: SoundFacts): number {
  if (kind === "digital-silence") return facts.deadSeconds;
  return kind === "no-signal" ? facts.quietSeconds : 0;
}
