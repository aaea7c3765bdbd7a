/** What of a session is in its file, and where. */
import type { Segment } from "../ground/segments.ts";
import type { Plan } from "../plan/plan.ts";

/** A stretch of the session that the file holds as it went. */
export interface KeptStretch {
  /** Where it begins in the file, seconds. */
  readonly atSeconds: number;
  /** Where it begins in the session, or in the part of it that the file is; seconds. */
  readonly fromSeconds: number;
  readonly seconds: number;
}

/** The same, in stem frames of the session and frames of the programme at the stems' rate. */
interface KeptFrames {
  readonly stem: Segment;
  /** From the beginning of the file. */
  readonly atFrame: number;
}

/** What of the stems the file holds, in its order. */
export function keptFrames({ segments, file, rateHz, stemRateHz }: Plan): KeptFrames[] {
  const first = file.fromFrame * stemRateHz / rateHz;
  const end = file.toFrame * stemRateHz / rateHz;
  const kept: KeptFrames[] = [];
  let start = 0;
  for (const { fromFrame, toFrame } of segments) {
    const length = toFrame - fromFrame;
    const from = Math.max(first, start);
    const to = Math.min(end, start + length);
    if (to > from) {
      const stem = { fromFrame: fromFrame + from - start, toFrame: fromFrame + to - start };
      kept.push({ stem, atFrame: from - first });
    }
    start += length;
  }
  return kept;
}

/**
 * What of the session the file holds, in its order; seconds.
 *
 * @param partFromFrame stem frame from which times of the session count
 */
export function keptStretches(plan: Plan, partFromFrame = 0): KeptStretch[] {
  const { stemRateHz } = plan;
  return keptFrames(plan).map(({ stem, atFrame }) => ({
    atSeconds: atFrame / stemRateHz,
    fromSeconds: Math.max(0, stem.fromFrame - partFromFrame) / stemRateHz,
    seconds: (stem.toFrame - stem.fromFrame) / stemRateHz,
  }));
}
