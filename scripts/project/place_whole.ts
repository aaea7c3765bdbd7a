/** Puts what was fetched or built under its name: whole or not at all, whoever else does the same at this moment. */

/**
 * Writes a file beside its place, then renames it.
 *
 * @param content the bytes, or the path of a file to copy
 */
export async function placeWhole(
  path: string,
  content: Uint8Array<ArrayBuffer> | string,
): Promise<void> {
  // Two builds for different targets may fetch the same source.
  const part = `${path}.${Deno.pid}.part`;
  try {
    if (typeof content === "string") await Deno.copyFile(content, part);
    else await Deno.writeFile(part, content);
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}
