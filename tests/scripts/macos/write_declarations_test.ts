import { assertEquals, assertThrows } from "@std/assert";
import { readPascal } from "../../../scripts/macos/read_pascal.ts";
import { writeDeclarations } from "../../../scripts/macos/write_declarations.ts";

/** The lines of C, after the first, for names of a unit. */
function inC(declarations: string, ...names: string[]): string[] {
  const found = readPascal([`interface\n${declarations}`]);
  return writeDeclarations(found, names).trimEnd().split("\n").slice(1);
}

Deno.test("constants: four letters are a number, and what one is made of comes before it", () => {
  assertEquals(
    inC(
      "const kAll = kOne or (2 shl 16) or $FF; kOne = 1; kWord = FourCharCode('dIn ');",
      "kAll",
      "kWord",
    ),
    [
      "enum { kOne = 1 };",
      "enum { kAll = kOne | (2 << 16) | 0xFF };",
      "enum { kWord = 0x64496e20 };",
    ],
  );
});

Deno.test("a function comes after the types that it needs, and says what it does not change", () => {
  const declarations =
    `type ID = UInt32; PlacePtr = ^Place; Place = record x: Float64; n: array[0..2] of ID; end;
    Tell = procedure( {const} all: PlacePtr; data: UnivPtr );
    function Ask( const (*var*) at: Place; data: {const} UnivPtr; var n: UInt32; tell: Tell ): OSStatus; external;`;
  assertEquals(inC(declarations, "Ask"), [
    "typedef UInt32 ID;",
    "typedef struct Place { Float64 x; ID n[3]; } Place;",
    "typedef void (*Tell)(const Place *, void *);",
    "OSStatus Ask(const Place *, const void *, UInt32 *, Tell);",
  ]);
});

Deno.test("what is not declared, or in two ways, is an error", () => {
  assertThrows(() => inC("const kOne = 1;", "kTwo"), Error, "Cannot find a declaration of kTwo");
  assertThrows(() => inC("const kOne = 1; kOne = 2;", "kOne"), Error, "Cannot choose between 2");
});
