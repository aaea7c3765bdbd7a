/** Waiting for what other programs and threads do. */

/** Asks again and again until the answer is yes; fails after 20 s. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited 20 s in vain until ${what}`);
}
