import { assertEquals } from "@std/assert";
import { readPascal } from "../../../scripts/macos/read_pascal.ts";

/** What a unit with these declarations declares. */
function read(declarations: string) {
  return Object.fromEntries(
    readPascal([`unit One;\ninterface\n${declarations}\nimplementation\nend.`]),
  );
}

/** A parameter or field as it is when nothing is said of it. */
const plain = { byAddress: false, isConst: false };

Deno.test("constants are read as they are written, without comments", () => {
  const found = read(
    "const\n  kOne = 1 shl 3; { kNot = 5; }\n  kTwo = kOne; // kNot = 6;\n  kWord = FourCharCode('dIn ');",
  );
  assertEquals(found, {
    kOne: [{ kind: "constant", value: "1 shl 3" }],
    kTwo: [{ kind: "constant", value: "kOne" }],
    kWord: [{ kind: "constant", value: "FourCharCode('dIn ')" }],
  });
});

Deno.test("a record has its fields in their order", () => {
  const { Place } = read(
    "type\n  Place = record\n    x, y: Float32;\n    more: array[0..0] of UInt32;\n  end;",
  );
  assertEquals(Place, [{
    kind: "record",
    fields: [
      { name: "x", type: "Float32", ...plain },
      { name: "y", type: "Float32", ...plain },
      { name: "more", type: "array[0..0] of UInt32", ...plain },
    ],
  }]);
});

Deno.test("a function's parameters say what is handed over by address, and what is not changed", () => {
  const { Ask } = read(
    "function Ask( id: ID; const (*var*) what: Place; data: {const} UnivPtr; {const} all: PlacePtr; " +
      "var bytes: UInt32 ): OSStatus; external name '_Ask';",
  );
  assertEquals(Ask, [{
    kind: "function",
    parameters: [
      { name: "id", type: "ID", ...plain },
      { name: "what", type: "Place", byAddress: true, isConst: true },
      { name: "data", type: "UnivPtr", byAddress: false, isConst: true },
      { name: "all", type: "PlacePtr", byAddress: false, isConst: true },
      { name: "bytes", type: "UInt32", byAddress: true, isConst: false },
    ],
    result: "OSStatus",
  }]);
});

Deno.test("a name that conditions declare in two ways keeps both, one that is said twice keeps one", () => {
  const found = read(
    "type\n{$ifc A}\n  Size = Long;\n{$elsec}\n  Size = Short;\n{$endc}\n  Place = Spot;\n  Place = Spot;",
  );
  assertEquals(found, {
    Size: [{ kind: "type", type: "Long" }, { kind: "type", type: "Short" }],
    Place: [{ kind: "type", type: "Spot" }],
  });
});

Deno.test("a union is left out, and what is only for the unit itself", () => {
  const unit =
    "interface\ntype U = record case SInt16 of 0: (a: UInt32); end;\nimplementation\nconst kOwn = 1;";
  assertEquals(readPascal([unit]), new Map());
});
