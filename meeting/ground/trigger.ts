/** What a meeting in a room begins with. */

/** A call that another program is in, speech on either side, or the end of the meeting before. */
export const TRIGGERS = ["call", "speech", "always"] as const;

/** One of them. */
export type Trigger = typeof TRIGGERS[number];
