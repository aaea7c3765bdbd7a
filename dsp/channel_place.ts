/** Where the loudspeaker, or the capsule, of a channel stands. */

/** `unknown` for a socket, an auxiliary channel, or one that nobody has said anything about. */
export type ChannelPlace =
  | "left"
  | "right"
  | "centre"
  | "effects"
  | "surroundLeft"
  | "surroundRight"
  | "surroundCentre"
  | "unknown";

/** What a WAVE stream without a channel mask has, by number of channels; from nine on nobody knows. */
const USUAL: readonly (readonly ChannelPlace[])[] = [
  [],
  ["centre"],
  ["left", "right"],
  ["left", "right", "centre"],
  ["left", "right", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "effects", "surroundLeft", "surroundRight"],
  ["left", "right", "centre", "effects", "surroundCentre", "surroundLeft", "surroundRight"],
  [
    ...["left", "right", "centre", "effects"] as const,
    ...["surroundLeft", "surroundRight", "surroundLeft", "surroundRight"] as const,
  ],
];

/** The places of so many channels of which nothing else is known: WAVE's order up to 8, `unknown` for more. */
export function usualPlaces(channels: number): readonly ChannelPlace[] {
  return USUAL[channels] ?? Array.from({ length: channels }, () => "unknown");
}

/**
 * The places that the bits of WAVEFORMATEXTENSIBLE's `dwChannelMask` name, in the order of the bits, from `FRONT_LEFT`
 * on; those above the listener count for those below them.
 */
const MASK: readonly ChannelPlace[] = [
  ...["left", "right", "centre", "effects", "surroundLeft", "surroundRight"] as const,
  ...["left", "right", "surroundCentre", "surroundLeft", "surroundRight"] as const,
  ...["centre", "left", "centre", "right"] as const,
  ...["surroundLeft", "surroundCentre", "surroundRight"] as const,
];

/**
 * The places of a channel mask.
 *
 * @param mask `dwChannelMask`; 0 says that the channels have no places
 * @returns one place a channel: those that the mask has no bit for are `unknown`, bits without a channel are left out
 */
export function placesOfMask(mask: number, channels: number): readonly ChannelPlace[] {
  const places = MASK.filter((_, bit) => (mask & (1 << bit)) !== 0).slice(0, channels);
  while (places.length < channels) places.push("unknown");
  return places;
}
