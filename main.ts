/** confrec: records both sides of a web conference as one file. */
import { processIo } from "./cli/terminal/io.ts";
import { run } from "./cli/run.ts";

if (import.meta.main) {
  // The one place that ends the process: workers and children that a hurried person leaves behind end with it.
  Deno.exit(await run(Deno.args, processIo()));
}
