/** What is found out while a microphone is cleaned. */

/** What cleaning has left of a microphone. */
export interface CleaningResult {
  /** Of the power of all that was recorded, in the band of the voice: 0 to 1; 1 of digital silence. */
  readonly keptPart: number;
  /** The same of notes and vowels that a gate lets through: what is surely no noise. */
  readonly keptPitchPart: number;
  /** So long RNNoise heard somebody speak while it cleaned. */
  readonly voiceSeconds: number;
  /** So long somebody speaks in what it took away. */
  readonly removedVoiceSeconds: number;
}
