/** What is said of devices that are not there. */

/** That another microphone is recorded, and why. */
export function spareWords(name: string, why?: string): string {
  const instead = `recording ${name} instead`;
  return why === undefined ? instead : `${why}; ${instead}`;
}

/** That a device is waited for, if one was named. */
export function waitingWords(name: string | undefined): string {
  return name === undefined ? "" : `waiting for ${name}; `;
}

/** That a device is not there, if one was named. */
export function absentWords(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${name} is not there`;
}
