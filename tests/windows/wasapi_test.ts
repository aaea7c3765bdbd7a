/** What Windows says of its sound devices, said by doubles where it cannot be had on purpose. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DeviceSource } from "../../capture/source/device_source.ts";
import { PlayingOutput } from "../../capture/source/playing_output.ts";
import { AudioContext, type DeviceInfo } from "../../ffi/audio_context.ts";
import { CaptureStream } from "../../ffi/capture_stream.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { openLibrary } from "../ffi/listening.ts";
import { ANYWHERE, create, given, guid, methodOf, replaceMethod } from "./com.ts";

const ENUMERATOR = {
  class: "bcde0395-e52f-467c-8e3d-c4579291692e",
  interface: "a95664d2-9614-4f35-a746-de8db63617e6",
  getDefault: 4,
  getDevice: 5,
} as const;
const DEVICE = { activate: 3, getId: 5 } as const;
const CLIENT = { interface: "1cb9ad4c-dbfa-4c32-b178-c2f568a703b2", initialize: 3 } as const;
const METER = "c02216f6-8c67-4b5b-9d00-d008e73e0064";

const ACTIVATE = {
  parameters: [
    ...[/* device */ "pointer", /* interface */ "pointer", /* where */ "u32"] as const,
    ...[/* options */ "pointer", /* object */ "pointer"] as const,
  ],
  result: "i32",
} as const;
const INITIALIZE = {
  parameters: [
    ...[/* client */ "pointer", /* mode */ "i32", /* flags */ "u32"] as const,
    ...[/* buffer */ "i64", /* period */ "i64"] as const,
    ...[/* format */ "pointer", /* session */ "pointer"] as const,
  ],
  result: "i32",
} as const;

const DEFAULT_OUTPUT = {
  kind: "device",
  stream: "loopback",
  name: "the speakers",
  silence: {},
} as const;

/** Of this machine; a Windows without sound devices has nothing to test here. */
const outputs = Deno.build.os === "windows" ? listOutputs() : [];
const ignore = outputs.length < 2;

for (
  const [what, result, kind, advice] of [
    ["microphone access is off", 0x8007_0005, "denied", /Privacy & security, Microphone/],
    ["another program has the device for itself", 0x8889_000a, "busy", /close that program/],
    ["the device is gone", 0x8889_0004, "gone", /plug it in again/],
    ["the sound service does not run", 0x8889_0010, "gone", /sound server stopped/],
  ] as const
) {
  Deno.test(`when ${what}, the error says so, and what to do`, { ignore }, () => {
    using library = openLibrary();
    using context = new AudioContext(library);
    using _ = replaceMethod(anyClient(), CLIENT.initialize, INITIALIZE, () => result | 0);
    const error = assertThrows(() => new CaptureStream(context, { kind: "input" }), DeviceError);
    assertEquals(error.kind, kind);
    assertMatch(error.message, advice);
  });
}

Deno.test(
  "the output that plays is found by its meter, the preferred one first",
  { ignore },
  () => {
    const [usual, other, third] = outputs;
    assert(usual && other);
    using meters = new Meters();
    using library = openLibrary();
    using context = new AudioContext(library);
    const playing = (peaks: Record<string, number>) => {
      meters.peaks = peaks;
      return context.playingOutput(usual.id)?.id;
    };
    assertEquals(playing({}), undefined);
    assertEquals(playing({ [other.id]: 0.00005 }), undefined);
    assertEquals(playing({ [other.id]: 0.01 }), other.id);
    assertEquals(playing({ [other.id]: 0.9, [usual.id]: 0.001 }), usual.id);
    if (third) assertEquals(playing({ [other.id]: 0.1, [third.id]: 0.2 }), third.id);
  },
);

Deno.test("when a call is heard elsewhere, the next source is there, and says its name", {
  ignore,
}, () => {
  const [usual, other] = outputs;
  assert(usual && other);
  using meters = new Meters();
  using library = openLibrary();
  const output = new PlayingOutput();
  const open = () => new DeviceSource(library, DEFAULT_OUTPUT, {}, output);
  using source = open();
  assertEquals(source.name, usual.name);
  meters.peaks = { [other.id]: 0.1 };
  assertEquals([1, 2, 3, 4].map(() => source.isOutdated()), [false, false, false, true]);
  using next = open();
  assertEquals(next.name, other.name);
  assertEquals(next.isOutdated(), false);
});

Deno.test("when another output becomes the default one, the next source is there", {
  ignore,
}, () => {
  const [usual, other] = outputs;
  assert(usual && other);
  using library = openLibrary();
  using source = new DeviceSource(library, DEFAULT_OUTPUT);
  assertEquals([source.name, source.isOutdated()], [usual.name, false]);
  const enumerator = create(ENUMERATOR.class, ENUMERATOR.interface);
  const getDevice = methodOf(enumerator, ENUMERATOR.getDevice, {
    parameters: ["pointer", /* id */ "buffer", /* device */ "buffer"],
    result: "i32",
  });
  const id = Uint16Array.from(
    { length: other.id.length + 1 },
    (_, i) => other.id.charCodeAt(i) || 0,
  );
  using _ = replaceMethod(
    enumerator,
    ENUMERATOR.getDefault,
    { parameters: ["pointer", "i32", "i32", "pointer"], result: "i32" },
    (_self, _direction, _role, device) => {
      const found = given((object) => getDevice.call(enumerator, id, object));
      write(device, BigUint64Array.of(valueOf(found)));
      return 0;
    },
  );
  assertEquals(source.isOutdated(), true);
  using next = new DeviceSource(library, DEFAULT_OUTPUT);
  assertEquals([next.name, next.isOutdated()], [other.name, false]);
});

/** Meters that stand as they are told to, for all outputs of this process. */
class Meters implements Disposable {
  /** The highest sample, 0 to 1, by output; 0 for those that are not named. */
  peaks: Readonly<Record<string, number>> = {};
  #asked = "";
  readonly #count = new Deno.UnsafeCallback({ parameters: ["pointer"], result: "u32" }, () => 1);
  readonly #getPeak = new Deno.UnsafeCallback(
    { parameters: ["pointer", "pointer"], result: "i32" },
    (_meter, peak) => {
      write(peak, new Float32Array([this.peaks[this.#asked] ?? 0]));
      return 0;
    },
  );
  /** QueryInterface, AddRef, Release, GetPeakValue: the first is not called, the next two count nothing. */
  readonly #methods = BigUint64Array.from(
    [this.#count, this.#count, this.#count, this.#getPeak],
    (each) => valueOf(each.pointer),
  );
  readonly #meter = BigUint64Array.of(valueOf(Deno.UnsafePointer.of(this.#methods)));
  readonly #replaced: Disposable;

  constructor() {
    const device = anyDevice();
    const activate = methodOf(device, DEVICE.activate, ACTIVATE);
    this.#replaced = replaceMethod(
      device,
      DEVICE.activate,
      ACTIVATE,
      (self, iid, where, options, object) => {
        if (self === null || !isSame(iid, guid(METER))) {
          return activate.call(self, iid, where, options, object);
        }
        this.#asked = idOf(self);
        write(object, BigUint64Array.of(valueOf(Deno.UnsafePointer.of(this.#meter))));
        return 0;
      },
    );
  }

  [Symbol.dispose](): void {
    this.#replaced[Symbol.dispose]();
    this.#count.close();
    this.#getPeak.close();
  }
}

function listOutputs(): DeviceInfo[] {
  try {
    using library = openLibrary();
    using context = new AudioContext(library);
    return context.devices().filter(({ direction }) => direction === "output")
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  } catch (error) {
    if (error instanceof DeviceError) return [];
    throw error;
  }
}

/** The default microphone: one of the objects whose class has the methods. */
function anyDevice(): Deno.PointerObject {
  const enumerator = create(ENUMERATOR.class, ENUMERATOR.interface);
  const getDefault = methodOf(enumerator, ENUMERATOR.getDefault, {
    parameters: ["pointer", /* direction */ "i32", /* role */ "i32", /* device */ "buffer"],
    result: "i32",
  });
  return given((object) => getDefault.call(enumerator, 1, 0, object));
}

function anyClient(): Deno.PointerObject {
  const device = anyDevice();
  const activate = methodOf(device, DEVICE.activate, {
    parameters: ["pointer", "buffer", "u32", "pointer", "buffer"],
    result: "i32",
  });
  const iid = guid(CLIENT.interface);
  return given((object) => activate.call(device, iid, ANYWHERE, null, object));
}

function idOf(device: Deno.PointerObject): string {
  const getId = methodOf(device, DEVICE.getId, {
    parameters: ["pointer", "buffer"],
    result: "i32",
  });
  const text = new Deno.UnsafePointerView(given((id) => getId.call(device, id)));
  const codes: number[] = [];
  for (let code = text.getUint16(0); code !== 0; code = text.getUint16(2 * codes.length)) {
    codes.push(code);
  }
  return String.fromCharCode(...codes);
}

function valueOf(pointer: Deno.PointerValue): bigint {
  return Deno.UnsafePointer.value(pointer);
}

function isSame(pointer: Deno.PointerValue, bytes: Uint8Array): boolean {
  if (pointer === null) return false;
  const found = new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(pointer, bytes.length));
  return bytes.every((byte, i) => byte === found[i]);
}

function write(to: Deno.PointerValue, numbers: Float32Array | BigUint64Array): void {
  if (to === null) return;
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(to, bytes.length)).set(bytes);
}
