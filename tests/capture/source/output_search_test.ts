import { assertEquals } from "@std/assert";
import { OutputSearch } from "../../../capture/source/output_search.ts";

/** Outputs on which something is heard or not, and which of them are listened to. */
function outputs(sounding: Set<string>) {
  const open: string[] = [];
  const search = new OutputSearch((id) => {
    if (id === "broken") throw new Error("it does not open");
    open.push(id);
    return {
      heard: () => sounding.has(id),
      [Symbol.dispose]: () => open.splice(open.indexOf(id), 1),
    };
  });
  return { search, open };
}

Deno.test("an output that something is heard on is found, one with a silent stream is not", () => {
  const sounding = new Set<string>();
  const { search } = outputs(sounding);
  for (let i = 0; i < 20; i++) assertEquals(search.look(["headset"]), undefined);
  sounding.add("headset");
  assertEquals(search.look(["headset"]), "headset");
});

Deno.test("outputs are listened to one at a time, each for a while, until one sounds", () => {
  const { search, open } = outputs(new Set(["c"]));
  const found: (string | undefined)[] = [];
  for (let i = 0; i < 40; i++) {
    found.push(search.look(["a", "broken", "b", "c"]));
    assertEquals(open.length <= 1, true);
  }
  assertEquals(found.at(-1), "c");
  // Who has been found stays: its turn does not end.
  assertEquals(found.slice(found.indexOf("c")).every((id) => id === "c"), true);
});

Deno.test("nothing is listened to while there is nothing to choose, or when it is over", () => {
  const { search, open } = outputs(new Set(["a"]));
  search.look(["a"]);
  assertEquals(open, ["a"]);
  assertEquals(search.look([]), undefined);
  assertEquals(open, []);
  search.look(["a"]);
  search[Symbol.dispose]();
  assertEquals(open, []);
});
