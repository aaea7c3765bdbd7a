/** What is said about the sound of a side, in words that tell what to do. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { SoundNews } from "../../capture/sound/sound_watch.ts";
import type { SoundTrouble } from "../../capture/sound/sound_trouble.ts";
import { timeSpan } from "../ground/figures.ts";

type Trouble = SoundTrouble & { readonly track: TrackName };

/** One line for a trouble that was found: what it is, and what it may come from. */
export function troubleWords(trouble: Trouble): string {
  return `${trouble.track}: ${shortWords(trouble)}${adviceFor(trouble)}`;
}

/** The same where there is little space. */
export function shortWords(trouble: Trouble): string {
  const { track, kind } = trouble;
  switch (kind) {
    case "muted":
      return trouble.what === "stream"
        ? `the sound server has muted confrec's stream from ${trouble.name}`
        : `${trouble.name} is muted`;
    case "digital-silence":
      return track === "mic" ? "your microphone is silent: muted or blocked?" : "nothing is played";
    case "no-signal":
      return `no signal while the ${track === "mic" ? "other side" : "microphone"} talks`;
    case "too-quiet":
      return `far too quiet${levelOf(trouble)}`;
    case "clipping":
      return "too loud, it is clipped";
    case "hum":
      return `hums at ${trouble.hz} Hz${levelOf(trouble)}`;
  }
}

/** One line for a trouble that has ended. */
export function endWords({ track, kind, seconds = 0 }: SoundNews): string {
  const lasted = `after ${timeSpan(Math.max(1, seconds))}`;
  switch (kind) {
    case "muted":
      return `${track}: not muted any more, ${lasted}`;
    case "digital-silence":
    case "no-signal":
      return `${track}: there is sound again, ${lasted}`;
    case "too-quiet":
      return `${track}: loud enough again, ${lasted}`;
    case "clipping":
      return `${track}: not clipped any more, ${lasted}`;
    case "hum":
      return `${track}: the hum is gone, ${lasted}`;
  }
}

/** What the report at the end calls it: "digital silence for 12 s". */
export function reportWords(kind: SoundTrouble["kind"], seconds: number): string {
  const names: Record<SoundTrouble["kind"], string> = {
    muted: "muted",
    "digital-silence": "digital silence",
    "no-signal": "no signal while the other side talked",
    "too-quiet": "far too quiet",
    clipping: "clipped",
    hum: "hum",
  };
  return `${names[kind]} for ${timeSpan(Math.max(1, seconds))}`;
}

function adviceFor({ track, kind, quietSeconds, what }: Trouble): string {
  switch (kind) {
    case "muted":
      return what === "stream"
        ? "; unmute it in the system's volume control, under recording"
        : "; unmute it in the system's sound settings, or turn it up";
    case "digital-silence":
      return track === "mic"
        ? " Look at its mute switch and at the privacy settings, or choose another with --mic"
        : " so far. If you can hear the call, it plays on another output; see confrec devices";
    case "no-signal": {
      const since = ` (for ${timeSpan(quietSeconds ?? 0)})`;
      return track === "mic"
        ? `${since}: muted, unplugged, or turned down?`
        : `${since}: does the call play on another output?`;
    }
    case "too-quiet":
      return track === "mic" ? ": go nearer, or turn the input up" : ": turn the volume up";
    case "clipping":
      return track === "mic" ? ": turn the input down, or go further away" : ": turn it down";
    case "hum":
      return ": look at its cable and power supply";
  }
}

function levelOf({ levelDb }: Trouble): string {
  return levelDb === undefined ? "" : ` (${Math.round(levelDb)} dBFS)`;
}
