import { assertEquals } from "@std/assert";
import { levelBar, meterBar } from "../../../cli/terminal/level_bar.ts";

Deno.test("a bar is empty at −60 dBFS, full at 0 dBFS, and moves in half columns", () => {
  assertEquals(levelBar(-Infinity, 4), "····");
  assertEquals(levelBar(-60, 4), "····");
  assertEquals(levelBar(-52.5, 4), "╸···");
  assertEquals(levelBar(-45, 4), "━···");
  assertEquals(levelBar(0, 4), "━━━━");
  assertEquals(levelBar(6, 4), "━━━━");
});

/** Its letters, and in brackets the colour that each run of them has. */
function shown(levelDb: number, heldDb = levelDb, isClipped = false): string {
  return meterBar({ levelDb, heldDb, isClipped }, 20)
    .map(({ text, colour }) => `${text}[${colour}]`).join("");
}

Deno.test("a level is green, yellow from −9 dBFS on, and red from −3 dBFS on", () => {
  assertEquals(shown(-12), "━━━━━━━━━━━━━━━━[green]····[quiet]");
  assertEquals(shown(-6), "━━━━━━━━━━━━━━━━━[green]━[yellow]··[quiet]");
  assertEquals(shown(0), "━━━━━━━━━━━━━━━━━[green]━━[yellow]━[red]");
});

Deno.test("a peak that is held is a line in the colour of its place, and clipping a mark", () => {
  assertEquals(shown(-30, -6), "━━━━━━━━━━[green]·······[quiet]│[yellow]··[quiet]");
  assertEquals(shown(-30, -30, true), "━━━━━━━━━━[green]·········[quiet]![red]");
  assertEquals(shown(-Infinity), "····················[quiet]");
});
