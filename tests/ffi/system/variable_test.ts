import { assertEquals } from "@std/assert";
import { variable } from "../../../ffi/system/variable.ts";

Deno.test("a variable is its text, or nothing when it is not set", () => {
  Deno.env.set("CONFREC_TEST_WORD", "Büro");
  assertEquals(variable("CONFREC_TEST_WORD"), "Büro");
  Deno.env.delete("CONFREC_TEST_WORD");
  assertEquals(variable("CONFREC_TEST_WORD"), undefined);
});

Deno.test("a variable whose bytes are no UTF-8 is as good as none", {
  // They are UTF-16 on Windows.
  ignore: Deno.build.os === "windows",
}, async () => {
  const source = new URL("../../../ffi/system/variable.ts", import.meta.url);
  const code = `import { variable } from "${source}"; console.log(variable("ODD") ?? "none")`;
  const script = `ODD=$'\\xff' exec "${Deno.execPath()}" eval --no-check '${code}'`;
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  assertEquals(new TextDecoder().decode(stdout), "none\n");
});
