/** How much of the stems is looked at to render a range of the file. */
import { limiterReach } from "../render/programme_limiter.ts";
import { rateChangeReach } from "../render/rate_change.ts";

/** What decides on how far rendering looks. */
export interface SpanFacts {
  readonly rateHz: number;
  readonly stemRateHz: number;
  readonly truePeakDb: number;
}

/** Frames of the programme counted at the stems' rate; `to` is excluded. */
export interface StemSpan {
  readonly from: number;
  readonly to: number;
}

/** What is looked at to render frames `fromFrame` to `toFrame` of the file. */
export function stemSpan(facts: SpanFacts, fromFrame: number, toFrame: number): StemSpan {
  const ratio = facts.stemRateHz / facts.rateHz;
  const { beforeFrames, afterFrames } = limiterReach(facts.rateHz, facts.truePeakDb);
  const around = rateChangeReach(ratio);
  return {
    from: (fromFrame - beforeFrames - around) * ratio,
    to: (toFrame + afterFrames + around) * ratio,
  };
}
