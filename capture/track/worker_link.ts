/** The session's end of a track's worker. */
import type { TrackName } from "../ground/tracks.ts";
import { workerUrl } from "../../root.ts";
import type { FromTrack, ToTrack } from "./track_protocol.ts";

/** A line to a track. */
export interface WorkerLink {
  send(message: ToTrack): void;
  /** Ends the worker, whatever it is doing. */
  terminate(): void;
}

/** Starts a track's worker; `receive` gets what it says, and `failed` and `closed` when it dies. */
export type OpenWorkerLink = (
  track: TrackName,
  receive: (message: FromTrack) => void,
) => WorkerLink;

/** Runs a track in a thread of its own. */
export function openWorkerLink(
  track: TrackName,
  receive: (message: FromTrack) => void,
): WorkerLink {
  const worker = new Worker(workerUrl("capture/track_worker.ts"), {
    type: "module",
    name: `confrec ${track}`,
  });
  worker.onmessage = ({ data }: MessageEvent<FromTrack>) => receive(data);
  worker.onerror = (event) => {
    // Otherwise the whole program would end.
    event.preventDefault();
    receive({ type: "failed", failure: { kind: "bug", message: event.message } });
    receive({ type: "closed" });
  };
  return {
    send: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}
