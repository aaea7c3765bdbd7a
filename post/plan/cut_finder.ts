/** Finds the parts of a session that stay when silence is cut out. */
import { amplitudeOfDb } from "../../dsp/decibels.ts";
import type { TrimChoice } from "../ground/options.ts";
import type { Segment } from "../ground/segments.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";

/** What counts as silence, and how much of it is cut. Hops are 10 ms. */
interface TrimRule {
  /** The programme's samples stay below this, dBFS. */
  readonly belowDb: number;
  /** Silence of so many hops or less stays: between sounds, and before the first or after the last. */
  readonly keptBetween: number;
  readonly keptAtEnds: number;
  /** What stays of a longer one at each side that has a sound. */
  readonly margin: number;
}

const RULES: Readonly<Record<Exclude<TrimChoice, "off">, TrimRule>> = {
  ends: { belowDb: -50, keptBetween: Infinity, keptAtEnds: 25, margin: 25 },
  all: { belowDb: -40, keptBetween: 200, keptAtEnds: 200, margin: 25 },
};

/** A voice that is found by nothing but its shape has begun a little before. */
const VOICE_LEAD_HOPS = 25;

/** A track and the gain that it has in the programme, dB. */
export interface CutTrack {
  readonly analysis: TrackAnalysis;
  readonly gainDb: number;
}

/** Sounds closer to each other than what is cut; in hops, `to` is excluded. */
interface Sound {
  from: number;
  to: number;
}

/**
 * Finds the parts of a session that stay when silence is cut out of it.
 *
 * It goes through the hops once as they become known, and again when a gain or an analysis changes; what it found depends on
 * the analyses alone. As they grow the result grows too: silence that may still be cut is left out until it is known what it
 * becomes.
 */
export class CutFinder {
  readonly #rule: TrimRule | undefined;
  readonly #sounds: Sound[] = [];
  #hops = 0;
  #gains = "";
  #analyses: readonly TrackAnalysis[] = [];

  constructor(trim: TrimChoice) {
    this.#rule = trim === "off" ? undefined : RULES[trim];
  }

  /**
   * The parts that stay of the first `frames` frames, in their order.
   *
   * @param final nothing follows
   */
  segments(tracks: readonly CutTrack[], frames: number, final: boolean): Segment[] {
    const rule = this.#rule;
    const hopFrames = tracks[0]?.analysis.hopFrames ?? 1;
    const whole = [{ fromFrame: 0, toFrame: frames }];
    if (!rule) return whole;
    const hops = final ? Math.ceil(frames / hopFrames) : Math.floor(frames / hopFrames);
    this.#findSounds(tracks, hops, rule);
    const first = this.#sounds[0];
    const last = this.#sounds.at(-1);
    // Without any sound there is neither a beginning nor an end to keep.
    if (!first || !last) return final ? whole : [{ fromFrame: 0, toFrame: 0 }];
    return this.#sounds.map((sound) => {
      const fromStart = sound === first && sound.from <= rule.keptAtEnds;
      const toEnd = final && sound === last && hops - sound.to <= rule.keptAtEnds;
      const toHop = sound.to + rule.margin;
      return {
        fromFrame: fromStart ? 0 : Math.max(0, sound.from - rule.margin) * hopFrames,
        toFrame: toEnd ? frames : Math.min(frames, toHop * hopFrames),
      };
    });
  }

  #findSounds(tracks: readonly CutTrack[], hops: number, rule: TrimRule): void {
    const gains = tracks.map(({ gainDb }) => gainDb).join();
    const isSame = tracks.every(({ analysis }, i) => analysis === this.#analyses[i]);
    if (gains !== this.#gains || !isSame) {
      this.#gains = gains;
      this.#analyses = tracks.map(({ analysis }) => analysis);
      this.#sounds.length = 0;
      this.#hops = 0;
    }
    const least = amplitudeOfDb(rule.belowDb);
    for (; this.#hops < hops; this.#hops++) {
      const isLoud = isLoudHop(tracks, this.#hops, least);
      if (!isLoud && !isVoiceHop(tracks, this.#hops)) continue;
      const from = Math.max(0, this.#hops - (isLoud ? 0 : VOICE_LEAD_HOPS));
      const last = this.#sounds.at(-1);
      if (last && this.#hops - last.to <= rule.keptBetween) last.to = this.#hops + 1;
      else this.#sounds.push({ from, to: this.#hops + 1 });
    }
  }
}

/** Both sides together can be heard. */
function isLoudHop(tracks: readonly CutTrack[], hop: number, least: number): boolean {
  let peak = 0;
  for (const { analysis, gainDb } of tracks) {
    peak += amplitudeOfDb(analysis.hopPeakDb(hop) + gainDb);
  }
  return peak >= least;
}

/** Somebody may speak, however quietly, and it is in the programme. */
function isVoiceHop(tracks: readonly CutTrack[], hop: number): boolean {
  return tracks.some(({ analysis }) => {
    return analysis.hopPeakDb(hop) > -Infinity && analysis.hearsVoice(hop);
  });
}
