/** A pause, a mute or the end of one in one line, for whoever asked for it and for whoever records. */
import type { HushOrder } from "../../capture/ground/hush.ts";
import { SIDE_FIRST } from "../../meeting/report/side_words.ts";
import { clockTime } from "../../meeting/ground/figures.ts";

/** `Paused at 01:15; nothing is kept until it is resumed`, `Your microphone is muted from 01:15 on`. */
export function hushedLine(order: HushOrder & { readonly atSeconds: number }): string {
  const at = clockTime(order.atSeconds);
  switch (order.type) {
    case "pause":
      return `Paused at ${at}; nothing is kept until it is resumed`;
    case "resume":
      return `Resumed at ${at}`;
    case "mute":
      return `${SIDE_FIRST[order.track]} is muted from ${at} on; nothing of it is kept`;
    case "unmute":
      return `${SIDE_FIRST[order.track]} is recorded again from ${at} on`;
  }
}
