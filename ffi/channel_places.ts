/** `confrec_place`, by number. */
export const PLACES = [
  "unknown",
  "left",
  "right",
  "centre",
  "effects",
  "surroundLeft",
  "surroundRight",
  "surroundCentre",
] as const;

/** Where a channel belongs. */
export type ChannelPlace = typeof PLACES[number];
