/** What is said about the sound of a side, in words that tell what to do. */
import type { TrackName } from "../../capture/ground/tracks.ts";
import type { SoundNews } from "../../capture/sound/sound_watch.ts";
import type { SoundTrouble } from "../../capture/sound/sound_trouble.ts";
import { timeSpan } from "../ground/figures.ts";
import { SIDE, SIDE_FIRST } from "./side_words.ts";

type Trouble = SoundTrouble & { readonly track: TrackName };

/** One line for a trouble that was found: what it is, what it may come from, and what to do. */
export function troubleWords(trouble: Trouble): string {
  const { track, kind, what, name, quietSeconds = 0, hz } = trouble;
  const isMic = track === "mic";
  const side = SIDE_FIRST[track];
  switch (kind) {
    case "muted":
      return what === "stream"
        ? `The sound server has muted confrec's stream from ${name}; unmute it in the system's volume control, under recording`
        : `${name} is muted; unmute it in the system's sound settings, or turn it up`;
    case "digital-silence":
      return isMic
        ? "Your microphone is silent: muted, or blocked in the privacy settings? Look there, or choose another with --mic"
        : "Nothing of the call is heard so far. If you can hear it, it plays on another output; see confrec devices";
    case "no-signal":
      return isMic
        ? `No signal from your microphone for ${
          timeSpan(quietSeconds)
        } while the call talks: muted, unplugged, or turned down?`
        : `No signal from the call for ${
          timeSpan(quietSeconds)
        } while you talk: does it play on another output?`;
    case "too-quiet":
      return `${side} is far too quiet${levelOf(trouble)}: ${
        isMic ? "go nearer, or turn the input up" : "turn the volume up"
      }`;
    case "clipping":
      return `${side} is too loud, and distorted: ${
        isMic ? "turn the input down, or go further away" : "turn it down"
      }`;
    case "hum":
      return `${side} hums at ${hz} Hz${levelOf(trouble)}: look at its cable and power supply`;
  }
}

/** The same behind the name of a side, where there is little space. */
export function shortWords(trouble: Trouble): string {
  const { track, kind, what, name } = trouble;
  switch (kind) {
    case "muted":
      return what === "stream" ? "muted in the sound server" : `${name} is muted`;
    case "digital-silence":
      return track === "mic" ? "silent: muted or blocked?" : "nothing is played";
    case "no-signal":
      return track === "mic" ? "no signal while the call talks" : "no signal while you talk";
    case "too-quiet":
      return `far too quiet${levelOf(trouble)}`;
    case "clipping":
      return "too loud, and distorted";
    case "hum":
      return `hums at ${trouble.hz} Hz${levelOf(trouble)}`;
  }
}

/** One line for a trouble that has ended. */
export function endWords({ track, kind, seconds = 0 }: SoundNews): string {
  const lasted = `after ${timeSpan(Math.max(1, seconds))}`;
  const side = SIDE_FIRST[track];
  switch (kind) {
    case "muted":
      return `${side} is not muted any more, ${lasted}`;
    case "digital-silence":
    case "no-signal":
      return `${side} is heard again, ${lasted}`;
    case "too-quiet":
      return `${side} is loud enough again, ${lasted}`;
    case "clipping":
      return `${side} is not distorted any more, ${lasted}`;
    case "hum":
      return `The hum of ${SIDE[track]} is gone, ${lasted}`;
  }
}

/** What the report at the end calls it: "digital silence for 12 s". */
export function reportWords(kind: SoundTrouble["kind"], seconds: number): string {
  const names: Record<SoundTrouble["kind"], string> = {
    muted: "muted",
    "digital-silence": "digital silence",
    "no-signal": "no signal while the other side talked",
    "too-quiet": "far too quiet",
    clipping: "distorted",
    hum: "hum",
  };
  return `${names[kind]} for ${timeSpan(Math.max(1, seconds))}`;
}

function levelOf({ levelDb }: Trouble): string {
  return levelDb === undefined ? "" : ` (${Math.round(levelDb)} dBFS)`;
}
