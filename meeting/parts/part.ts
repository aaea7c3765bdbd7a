/** One part of a recording while it is recorded: its spool, and the programme that grows from it. */
import { mapTracks, type PerTrack, type TrackName } from "../../capture/ground/tracks.ts";
import type { Stretch } from "../../capture/ground/hush.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { OutputFile } from "../ground/output_file.ts";
import type { LiveProgramme } from "./live_programme.ts";

/** A part; frames are of the session. */
export interface PartFacts {
  /** Counted from 1. */
  readonly number: number;
  readonly output: OutputFile;
  readonly spool: Spool;
  /** What is given back when the part is done. */
  readonly held: Disposable;
  /** It begins here, its encode before that, its stems before that. */
  readonly fromFrame: number;
  readonly encodeFromFrame: number;
  readonly stemsFromFrame: number;
}

/** Where the sides are written, and the frame of the session with which these files begin. */
export interface PlacedStems {
  readonly paths: PerTrack<string>;
  readonly fromFrame: number;
}

/** A part that is being recorded. */
export class Part {
  readonly facts: PartFacts;
  readonly programme: LiveProgramme;
  /** With which gains the part before has ended, once it is finished. */
  gainSteps: PerTrack<number> | undefined;
  /** The spool of the part before, where some of this part's sound may be in that alone. */
  owing: string | undefined;

  constructor(facts: PartFacts, programme: LiveProgramme) {
    this.facts = facts;
    this.programme = programme;
  }

  /** Where it is written. */
  stemsOf(tracks: readonly TrackName[]): PlacedStems {
    const { spool, stemsFromFrame: fromFrame } = this.facts;
    const paths = Object.fromEntries(tracks.map((track) => [track, spool.stemPath(track)]));
    return { paths, fromFrame };
  }

  /** The session has so many frames of each stem on the disk. */
  grow(frames: PerTrack<number>, pauses: readonly Stretch[]): void {
    this.programme.grow(
      mapTracks(frames, (frame) => this.#inStems(frame)),
      this.pausesIn(pauses),
      this.gainSteps,
    );
  }

  /** Pauses of the session in frames of the stems. */
  pausesIn(pauses: readonly Stretch[]): Stretch[] {
    return pauses.map(({ fromFrame, toFrame }) => ({
      fromFrame: this.#inStems(fromFrame),
      toFrame: this.#inStems(toFrame),
    })).filter(({ fromFrame, toFrame }) => toFrame > fromFrame);
  }

  #inStems(frame: number): number {
    return Math.max(0, frame - this.facts.stemsFromFrame);
  }
}
