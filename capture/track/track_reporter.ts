/** What a track's worker reports while it records: how its source stands, and its progress. */
import type { Track } from "./track.ts";
import type { SpeechFacts } from "../sound/speech_facts.ts";
import type { MonitorState } from "../source/source.ts";
import type { FromTrack } from "./track_protocol.ts";

/** Least time between two progress messages, ns of real time: under one poll, also where that follows one that was late. */
const PROGRESS_NS = 0.2e9;

/** What it is reported with. */
export interface TrackReporterOptions {
  /** How many times faster than real time the session runs. */
  readonly pace: number;
  /** The session frame of an instant (ns). */
  frameOf(instantNs: number): number;
  send(message: FromTrack): void;
  /** What is known of speech, where somebody listens for it. */
  speech?(): SpeechFacts | undefined;
}

/** Reports each change of a track's state once, and its progress up to five times a second. */
export class TrackReporter {
  readonly #options: TrackReporterOptions;
  #reported: "live" | "ended" | "away" = "live";
  #progressNs = -Infinity;
  #monitor: MonitorState | undefined;

  constructor(options: TrackReporterOptions) {
    this.#options = options;
  }

  /** Reports what there is to report now. */
  look(track: Track, nowNs: number): void {
    this.#reportState(track);
    this.#reportMonitor(track);
    if (nowNs - this.#progressNs < PROGRESS_NS * this.#options.pace) return;
    this.#progressNs = nowNs;
    this.progress(track);
  }

  /** Reports progress at once. */
  progress(track: Track): void {
    const speech = this.#options.speech?.();
    const progress = track.takeProgress();
    this.#options.send({
      type: "progress",
      progress: speech === undefined ? progress : { ...progress, speech },
    });
  }

  #reportMonitor({ monitor }: Track): void {
    if (monitor === undefined) return;
    const before = this.#monitor;
    if (before?.type === monitor.type && before.name === monitor.name) return;
    this.#monitor = monitor;
    this.#options.send({ type: "monitor", monitor });
  }

  #reportState(track: Track): void {
    const { state } = track;
    if (state.type === this.#reported) return;
    this.#reported = state.type;
    const { frameOf, send } = this.#options;
    const { frames: atFrame, name } = track.report;
    if (state.type === "ended") {
      send({ type: "ended", endNs: state.endNs });
    } else if (state.type === "away") {
      send({ type: "away", atFrame, reason: state.reason });
    } else {
      // The stem ends where the gap begins, until it is known how long that was.
      const backFrame = Math.max(atFrame, frameOf(track.heardNs));
      send({ type: "back", atFrame: backFrame, name, isSpare: track.isSpare });
    }
  }
}
