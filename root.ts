/**
 * The folder that holds the program's own files: workers, the native library, ffmpeg.
 *
 * Everything that is opened by URL goes through this constant. In the compiled executable all modules are bundled into
 * one at the top level, so `import.meta.url` of any other module would point to a place that does not exist.
 */
export const root: URL = new URL(".", import.meta.url);
