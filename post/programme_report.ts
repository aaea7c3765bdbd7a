/** What is asked of a programme at its end, and what came out. */
import type { TrackName } from "../capture/ground/tracks.ts";
import type { Id3Chapter, Id3Tag } from "../formats/id3.ts";
import type { CleaningLoss } from "./ground/cleaning_loss.ts";
import type { EchoFound } from "./ground/echo_found.ts";
import type { GateOpening } from "./ground/gate_opening.ts";
import type { ProgrammeLevels } from "./ground/measured_sound.ts";
import type { ProgrammeOutline } from "./outline/outline.ts";
import type { HeardPeaks } from "./ground/heard_peaks.ts";
import type { PartPlace } from "./ground/part_place.ts";
import type { Segment } from "./ground/segments.ts";
import type { Plan } from "./plan/plan.ts";

/** The end of the session, and the file to make of it. */
export interface FinishOptions {
  /** Length of the session in frames; a stem that is shorter is silent at its end. */
  readonly frames: number;
  /** Where the file ends, if its stems go on behind it: what follows is in the next part, and heard by the encoder alone. */
  readonly toFrame?: number;
  /** The gains with which the part before has ended, if that was not known before. */
  readonly gainSteps?: PartPlace["gainSteps"];
  /** The file to make. */
  readonly target: string;
  /** Replace it when it is there. */
  readonly force: boolean;
  /** What of the session was off the record, in order; by default as `grow` was told. */
  readonly pauses?: readonly Segment[];
  /** No file has anything from this stem frame on, whatever the settings are; by default it has all. */
  readonly endFrame?: number;
  /** Have the waveform also once the programme is closed. */
  readonly envelope?: boolean;
  /** Find out the SHA-256 of an MP3. */
  readonly sha256?: boolean;
  /** Title, date and chapters, these by the time since the part began; the length is filled in. */
  readonly id3: Id3Tag;
  /**
   * Begin a chapter also where the talk goes on after each pause of more than a minute: how that is called, by the seconds
   * since the recording, or this part of it, began.
   */
  readonly pauseTitle?: (recordedSeconds: number) => string;
  /** What to do when it fails, as the end of a message: `run: confrec recover "x.confrec"`. */
  readonly advice: string;
}

/** What came out. */
export interface ProgrammeReport {
  readonly path: string;
  readonly bytes: number;
  /** Frames of sound in the file. */
  readonly frames: number;
  readonly rateHz: number;
  readonly channels: 1 | 2;
  readonly plan: Plan;
  /** Gain of each track at its end, in steps of `GAIN_STEP_DB`. */
  readonly lastGainSteps: Readonly<Partial<Record<TrackName, number>>>;
  /** Tracks of which nothing is heard in it. */
  readonly silentTracks: readonly TrackName[];
  /**
   * Tracks that are in the file with their gate open, although one was asked for. `speech`: what it would have removed sounds
   * like somebody speaking; tell the person, and keep the stems. `silent`: nothing at all would have been heard of a stem
   * that holds sound; `unheard`: the file had been made and nothing of it was in it. It is there as loud as it was recorded, unless speech was found in it.
   */
  readonly gateOpenings: Readonly<Partial<Record<TrackName, GateOpening>>>;
  /** Tracks that are in the file as they were recorded, although noise was to be suppressed, and why. */
  readonly cleaningLosses: Readonly<Partial<Record<TrackName, CleaningLoss>>>;
  /** What of the call the microphone heard, and what is left of that in the file; nothing where it heard nothing of it. */
  readonly echo?: EchoFound;
  /** Tracks from which the threshold that was asked for has removed what sounds like speech. */
  readonly gatedSpeech: readonly TrackName[];
  /** Tracks that hold sound and of which next to nothing is in the file, also after it was made again with their gate open. */
  readonly unheardTracks: readonly TrackName[];
  /** Tracks so quiet that raising them by `MAX_BOOST_DB` does not bring them to their target. */
  readonly boostLimited: readonly TrackName[];
  /** By the time of the file. */
  readonly chapters: readonly Id3Chapter[];
  /** How loud it is, as it went into the encoder. */
  readonly levels: ProgrammeLevels;
  /** Highest sample of each side in it, linear. */
  readonly peaks: HeardPeaks;
  readonly outline: ProgrammeOutline;
  /** In hexadecimal digits, where it was asked for. */
  readonly sha256?: string;
}
