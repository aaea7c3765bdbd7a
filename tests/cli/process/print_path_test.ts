import { assertEquals } from "@std/assert";
import { printPath } from "../../../cli/process/print_path.ts";
import { fakeIo } from "../fake_io.ts";

Deno.test("the path goes to who reads standard output, and is not among events", () => {
  const told = (isTerminal: boolean, json: boolean) => {
    const io = fakeIo(isTerminal);
    printPath("/a b.mp3", io, json);
    return io.stdout.text;
  };
  assertEquals(told(false, false), "/a b.mp3\n");
  assertEquals([told(true, false), told(false, true)], ["", ""]);
});
