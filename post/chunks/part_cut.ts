/** Where a recording is cut into parts, so that the parts' files joined are the file of the whole. */
import { MP3_FRAME_SAMPLES, paddingCycle, PRE_ROLL_MP3_FRAMES } from "./chunk_shape.ts";
import { programmeFrame, type Segment, sessionFrame } from "../ground/segments.ts";
import { withoutPauses } from "../plan/without_pauses.ts";

/** A cut between two parts, in frames of the session. */
export interface PartCut {
  /** The next part begins here. */
  readonly atFrame: number;
  /** What is encoded of it begins here. */
  readonly encodeFromFrame: number;
  /** Its stems begin here. */
  readonly stemsFromFrame: number;
}

/** What decides on the places of cuts. */
export interface CutGrid {
  readonly stemRateHz: number;
  readonly fileRateHz: number;
  /** What the file leaves out, in order; the last may end at Infinity. */
  readonly pauses: readonly Segment[];
  /** Where the stems of the part that ends begin. */
  readonly stemsFromFrame: number;
}

/** Gate, leveller and noise floor of the next part have heard at least so much of the part before. */
const LEAD_SECONDS = 60;

/**
 * A decoder begins with the MP3 frame before a cut, and that one must be a fourth of the whole's: a frame goes two and a quarter
 * times round the buffer of a decoder's filters, and mpg123 adds up in the order of that buffer, so that it rounds a
 * sample in a thousand otherwise when it begins with another (measured).
 */
const CUT_MP3_FRAMES = 4;

/**
 * The last place for a cut up to a frame.
 *
 * By the time of the programme, in which pauses have no length, a cut lies behind each fourth MP3 frame (0.1 s). The encode of the next
 * part begins with more of them than the encoder needs to be where one of the whole is, where the pattern of padded frames
 * begins too. Its stems begin at a whole second, since the high-pass filter does.
 */
export function partCut(
  wantedFrame: number,
  { stemRateHz, fileRateHz, pauses, stemsFromFrame }: CutGrid,
): PartCut {
  const heard = withoutPauses([{ fromFrame: 0, toFrame: Infinity }], pauses);
  const border = MP3_FRAME_SAMPLES * stemRateHz / fileRateHz;
  const cycle = border * paddingCycle(fileRateHz);
  const wanted = programmeFrame(heard, wantedFrame);
  const step = CUT_MP3_FRAMES * border;
  const at = Math.max(0, Math.floor((wanted - border) / step) * step + border);
  const encodeFrom = Math.floor((at - (PRE_ROLL_MP3_FRAMES + 2) * border) / cycle) * cycle;
  const atFrame = sessionFrame(heard, at);
  const encodeFromFrame = sessionFrame(heard, Math.max(0, encodeFrom));
  const lead = Math.min(encodeFromFrame, atFrame - LEAD_SECONDS * stemRateHz);
  return {
    atFrame,
    encodeFromFrame: Math.max(encodeFromFrame, stemsFromFrame),
    stemsFromFrame: Math.max(stemsFromFrame, Math.floor(lead / stemRateHz) * stemRateHz),
  };
}
