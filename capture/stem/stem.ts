/** Where a track's samples go. */

/** The file a track is written to. */
export interface Stem extends Disposable {
  readonly frames: number;
  write(samples: Float32Array): void;
  /** Appends silence, perhaps hours. */
  silence(frames: number): void;
  /**
   * Has what was written put on the disk, without waiting for that.
   *
   * @throws what went wrong with that the last time
   */
  sync(): void;
  /**
   * Does a part of what `finish` would take long for.
   *
   * @returns whether there is more of it
   */
  prepare(): boolean;
  /** Whether others find it under its name, with all that was written. */
  readonly isInPlace: boolean;
  /**
   * Makes the file whole and closes it.
   *
   * @throws as the file system does, also when others would not find it then
   */
  finish(): void;
}
