/** What a gain that moves does to power. */

/** What a hop's power is multiplied with while the gain goes from one to the other in a straight line. */
export function rampPower(from: number, to: number): number {
  return (from * from + from * to + to * to) / 3;
}
