import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { KnownPath } from "../../../ffi/bundle/known_path.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** A file that is put anew each time, and how often it was. */
function counted(folder: string) {
  const state = { puts: 0, fails: false };
  const path = new KnownPath(async () => {
    state.puts++;
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
    if (state.fails) throw new Error("no space");
    Deno.writeTextFileSync(join(folder, "ffmpeg"), "a program");
    return join(folder, "ffmpeg");
  });
  return { state, path };
}

Deno.test("what is there is put once, however many ask, and again when it was cleaned away", () =>
  withFolder(async (folder) => {
    const { state, path } = counted(folder);
    const all = await Promise.all([path.get(), path.get(), path.get()]);
    assertEquals([new Set(all).size, state.puts, await path.get()], [1, 1, all[0]]);
    Deno.removeSync(join(folder, "ffmpeg"));
    await Promise.all([path.get(), path.get(), path.get()]);
    assertEquals([state.puts, await path.get()], [2, all[0]]);
    path.forget();
    await path.get();
    assertEquals(state.puts, 3);
  }));

Deno.test("what could not be put is tried again", () =>
  withFolder(async (folder) => {
    const { state, path } = counted(folder);
    state.fails = true;
    await Promise.all([path.get(), path.get()].map((each) => assertRejects(() => each, Error)));
    state.fails = false;
    await path.get();
    assertEquals(state.puts, 2);
  }));
