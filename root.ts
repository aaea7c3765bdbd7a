/**
 * The folder that holds the program's own files: workers, the native library, ffmpeg.
 *
 * Everything that is opened by URL goes through this constant. In the compiled executable all modules are bundled into
 * files at the top level, so `import.meta.url` of any other module would point to a place that does not exist.
 */
export const root: URL = new URL(".", import.meta.url);

/** Bundled, all modules are JavaScript. */
const isBundled = import.meta.url.endsWith(".js");

/**
 * The URL of a module that runs in a worker.
 *
 * @param path of its source from the program's root folder, such as `post/post_worker.ts`
 */
export function workerUrl(path: string): URL {
  return new URL(isBundled ? path.replace(/\.ts$/, ".js") : path, root);
}
