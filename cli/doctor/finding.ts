/** What the doctor is asked, and what it answers. */
import type { TrackName } from "../../capture/ground/tracks.ts";

/** What a check found. */
export interface Finding {
  readonly check:
    | "permissions"
    | "cache"
    | "ffmpeg"
    | "folder"
    | "disk"
    | "left"
    | "server"
    | "silence"
    | TrackName;
  readonly state: "ok" | "warn" | "fail";
  /** One line: what was found; what to do, where something is to be done. */
  readonly message: string;
  /** Of a device: what is known of it. */
  readonly device?: {
    readonly name: string;
    readonly id?: string;
    readonly rateHz?: number;
    readonly channels?: number;
    /** dBFS; null for digital silence. */
    readonly peakDb?: number | null;
  };
}

/** What is to be looked at. */
export interface DoctorRequest {
  /** As typed behind `--mic` and `--system`. */
  readonly asked: Readonly<Partial<Record<TrackName, string>>>;
  /** Folders of the file and of the spool. */
  readonly folder: string;
  readonly spool: string;
}
