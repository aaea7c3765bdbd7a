import { assertEquals } from "@std/assert";
import { ABI, symbols } from "../../ffi/symbols.ts";
import { root } from "../../root.ts";

const header = Deno.readTextFileSync(new URL("ffi/native/confrec_audio.h", root));

/** What a C type is to Deno. */
function denoType(type: string): string {
  if (/^(const )?confrec_(context|stream) \*$/.test(type)) return "pointer";
  if (type.includes("*")) return "buffer";
  return { void: "void", int32_t: "i32", uint32_t: "u32", double: "f64" }[type] ?? `? ${type}`;
}

/** The functions that the header declares. */
function declared(): Record<string, { parameters: string[]; result: string }> {
  const declarations = header.matchAll(/^CONFREC_API ([\w ]+ \*?)(confrec_\w+)\(([^)]*)\);/gm);
  return Object.fromEntries(
    [...declarations].map(([, result = "", name = "", list = ""]) => [name, {
      parameters: list === "void"
        ? []
        : list.split(",").map((one) => denoType(one.trim().replace(/\w+$/, "").trim())),
      result: denoType(result.trim()),
    }]),
  );
}

Deno.test("the symbol table has every function of the header, with its types", () => {
  const table = Object.fromEntries(
    Object.entries(symbols).map(([name, { parameters, result }]) => [name, {
      parameters: [...parameters],
      result,
    }]),
  );
  assertEquals(table, declared());
});

Deno.test("the interface's version is the header's", () => {
  assertEquals(String(ABI), header.match(/#define CONFREC_ABI (\d+)/)?.[1]);
});
