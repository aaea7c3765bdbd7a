/** Remembers from what a built file was made, so that it is made again only when that has changed. */

/** Says what a build step's result depends on. */
export type Ingredients = Readonly<Record<string, string | readonly string[]>>;

/** SHA-256 of a file or of text, in lower-case hexadecimal digits. */
export async function hashOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/**
 * Runs `make` unless `file` is there and was made from the same ingredients.
 *
 * The stamp beside the file is written last: a step that was broken off runs again.
 *
 * @returns whether it had to be made
 */
export async function makeWhenStale(
  file: string,
  ingredients: Ingredients,
  make: () => Promise<void>,
): Promise<boolean> {
  const key = await hashOf(JSON.stringify(ingredients));
  if (await exists(file) && await read(stampOf(file)) === key) return false;
  await forget(file);
  await make();
  await Deno.writeTextFile(stampOf(file), key);
  return true;
}

/** Makes the next `makeWhenStale` make the file again, whatever it is made from. */
export async function forget(file: string): Promise<void> {
  await Deno.remove(stampOf(file)).catch(() => undefined);
}

/** Whether there is a file at this path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

async function read(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch(() => undefined);
}

function stampOf(file: string): string {
  return `${file}.stamp`;
}
