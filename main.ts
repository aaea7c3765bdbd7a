/** confrec: records both sides of a web conference as one file. */
import { keptWindow } from "./cli/process/keep_window.ts";
import { processIo, processWindow } from "./cli/terminal/io.ts";
import { run } from "./cli/run.ts";

if (import.meta.main) {
  const io = processIo();
  const untilRead = keptWindow(io, processWindow);
  const code = await run(Deno.args, io);
  await untilRead();
  // The one place that ends the process: workers and children that a hurried person leaves behind end with it.
  Deno.exit(code);
}
