import { assertEquals, assertThrows } from "@std/assert";
import type { DeviceChoice, Source } from "../../../capture/source/source.ts";
import { openOrSpare, type SourceBefore } from "../../../capture/source/source_or_spare.ts";
import { DeviceError, type DeviceErrorKind } from "../../../ffi/device_error.ts";
import { ManualClock, SimulatedSource } from "../simulated_source.ts";

const SPARE: DeviceChoice = { kind: "device", stream: "input", name: "Built-in" };
const CHOICE: DeviceChoice = { ...SPARE, id: "jabra", name: "Jabra", spare: SPARE };

/** The names that were tried, of which some cannot be opened. */
function tried(before?: SourceBefore, failing: Readonly<Record<string, DeviceErrorKind>> = {}) {
  const names: string[] = [];
  const open = (choice: DeviceChoice): Source => {
    names.push(choice.name);
    assertEquals(choice.spare, undefined);
    assertEquals(choice.spareOf?.name, choice.name === "Built-in" ? "Jabra" : undefined);
    const kind = failing[choice.name];
    if (kind !== undefined) throw new DeviceError(kind, `${choice.name} is ${kind}`);
    return new SimulatedSource(new ManualClock(), { name: choice.name });
  };
  try {
    openOrSpare(CHOICE, open, before);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    names.push(error.message);
  }
  return names;
}

Deno.test("what was chosen is opened, and the spare one where that cannot be, for whatever reason", () => {
  assertEquals(tried(), ["Jabra"]);
  for (const kind of ["missing", "busy", "denied"] as const) {
    assertEquals(tried(undefined, { Jabra: kind }), ["Jabra", "Built-in"]);
  }
  const both = { Jabra: "missing", "Built-in": "busy" } as const;
  assertEquals(tried(undefined, both), ["Jabra", "Built-in", "Jabra is missing"]);
});

Deno.test("who has just lost one of them tries the other first", () => {
  assertEquals(tried({ isLive: false, isSpare: false }), ["Built-in"]);
  assertEquals(tried({ isLive: false, isSpare: true }), ["Jabra"]);
  assertEquals(tried({ isLive: false, isSpare: false }, { "Built-in": "missing" }), [
    ...["Built-in", "Jabra"],
  ]);
});

Deno.test("a spare one that delivers gives way to what was chosen, and to another default, and to nothing else", () => {
  const isLive = true;
  assertEquals(tried({ isLive, isSpare: true }), ["Jabra"]);
  assertEquals(tried({ isLive, isSpare: true }, { Jabra: "busy" }), ["Jabra", "Jabra is busy"]);
  assertEquals(tried({ isLive, isSpare: true }, { Jabra: "missing" }), ["Jabra", "Built-in"]);
  assertEquals(tried({ isLive, isSpare: false }, { Jabra: "missing" }), [
    ...["Jabra", "Jabra is missing"],
  ]);
});

Deno.test("what is no error of a device is thrown on", () => {
  const open = () => {
    throw new RangeError("a bug");
  };
  assertThrows(() => openOrSpare(CHOICE, open), RangeError, "a bug");
});
