/** What is built for Windows here is looked at before anybody copies it there. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { symbols } from "../../ffi/symbols.ts";
import { targetFolder } from "../../scripts/project/folders.ts";

const ignore = Deno.env.get("CONFREC_WINE") === undefined;
const folder = targetFolder("x86_64-pc-windows-msvc");

for (const name of ["confrec_audio.dll", "ffmpeg.exe"]) {
  Deno.test(`${name} is a 64-bit program that needs nothing of MinGW`, { ignore }, () => {
    const bytes = Deno.readFileSync(join(folder, name));
    const header = new DataView(bytes.buffer).getUint32(0x3c, true);
    // "PE", then the machine: 0x8664 is x86-64.
    assertEquals([...bytes.subarray(header, header + 6)], [0x50, 0x45, 0, 0, 0x64, 0x86]);
    const foreign = [...textOf(bytes).matchAll(/[\w+-]+\.dll/gi)].map(([each]) => each)
      .filter((each) => /gcc|pthread|stdc|mingw|msys/i.test(each));
    assertEquals(foreign, []);
  });
}

Deno.test("confrec_audio.dll has every function that is asked of it", { ignore }, () => {
  const text = textOf(Deno.readFileSync(join(folder, "confrec_audio.dll")));
  for (const name of Object.keys(symbols)) assert(text.includes(`\0${name}\0`), name);
});

/** Names in a program are ASCII; whatever else the bytes mean does not matter. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
