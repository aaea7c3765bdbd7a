/** Objects of COM, Windows' way of calling one program's methods from another's code. */

/** How to make objects, and how to write where only reading is allowed. */
const FUNCTIONS = {
  ole32: {
    CoInitializeEx: { parameters: [/* reserved */ "pointer", /* model */ "u32"], result: "i32" },
    CoCreateInstance: {
      parameters: [
        ...[/* class */ "buffer", /* outer */ "pointer", /* where */ "u32"] as const,
        ...[/* interface */ "buffer", /* object */ "buffer"] as const,
      ],
      result: "i32",
    },
  },
  kernel32: {
    VirtualProtect: {
      parameters: [
        ...[/* address */ "pointer", /* size */ "usize"] as const,
        ...[/* protection */ "u32", /* the old one */ "buffer"] as const,
      ],
      result: "i32",
    },
  },
} as const satisfies Record<string, Deno.ForeignLibraryInterface>;

/** Where servers may run (CLSCTX_ALL), and PAGE_READWRITE. */
export const ANYWHERE = 23;
const WRITABLE = 4;

/** An identifier as it lies in memory: `c02216f6-8c67-4b5b-9d00-d008e73e0064`. */
export function guid(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replaceAll("-", "");
  const bytes = Uint8Array.from(
    { length: 16 },
    (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
  // The first three parts are numbers, whose lowest byte comes first.
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** Makes an object of a class. */
export function create(classId: string, interfaceId: string): Deno.PointerObject {
  // It stays open: the object is of it.
  const ole32 = Deno.dlopen("ole32.dll", FUNCTIONS.ole32);
  ole32.symbols.CoInitializeEx(null, 0);
  return given((object) =>
    ole32.symbols.CoCreateInstance(guid(classId), null, ANYWHERE, guid(interfaceId), object)
  );
}

/** The object that a call hands over through its last parameter. */
export function given(
  call: (object: BigUint64Array<ArrayBuffer>) => number,
): Deno.PointerObject {
  const object = new BigUint64Array(1);
  const result = call(object);
  const pointer = Deno.UnsafePointer.create(object[0] ?? 0n);
  if (result !== 0 || pointer === null) throw new Error(`COM says ${(result >>> 0).toString(16)}`);
  return pointer;
}

/** A method of an object, callable with the object as its first argument. */
export function methodOf<const T extends Deno.ForeignFunction>(
  object: Deno.PointerObject,
  slot: number,
  definition: T,
): Deno.UnsafeFnPointer<T> {
  const code = new Deno.UnsafePointerView(placeOf(object, slot)).getPointer<
    Omit<T, "nonblocking">
  >();
  if (code === null) throw new Error("there is no such method");
  return new Deno.UnsafeFnPointer(code, definition);
}

/**
 * Puts a double in the place of a method, for all objects of this one's class in this process.
 *
 * It may then be called on this thread only.
 *
 * @returns what puts the method back
 */
export function replaceMethod<const T extends Deno.UnsafeCallbackDefinition>(
  object: Deno.PointerObject,
  slot: number,
  definition: T,
  double: Deno.UnsafeCallbackFunction<T["parameters"], T["result"]>,
): Disposable {
  const place = placeOf(object, slot);
  const kernel32 = Deno.dlopen("kernel32.dll", FUNCTIONS.kernel32);
  kernel32.symbols.VirtualProtect(place, 8n, WRITABLE, new Uint32Array(1));
  kernel32.close();
  const method = new BigUint64Array(Deno.UnsafePointerView.getArrayBuffer(place, 8));
  const original = method[0] ?? 0n;
  const callback = new Deno.UnsafeCallback(definition, double);
  method[0] = Deno.UnsafePointer.value(callback.pointer);
  return {
    [Symbol.dispose]: () => {
      method[0] = original;
      callback.close();
    },
  };
}

/** The address of a method in the table of an object's class. */
function placeOf(object: Deno.PointerObject, slot: number): Deno.PointerObject {
  const table = new Deno.UnsafePointerView(object).getPointer();
  if (table === null) throw new Error("this is no object");
  const place = Deno.UnsafePointer.offset(table, 8 * slot);
  if (place === null) throw new Error("there is no such method");
  return place;
}
