/** What was found of the call in the microphone, and what is left of it. Plain data. */
export interface EchoFound {
  /** So long the microphone heard what was played. */
  readonly seconds: number;
  /** So long of that it was left as it was recorded, since taking the echo out did not make it better. */
  readonly leftAloneSeconds: number;
  /** Level of the microphone while the call was heard alone: dBFS, −Infinity where that never was. */
  readonly levelDb: number;
  /** The same with the echo taken out. */
  readonly leftDb: number;
}
