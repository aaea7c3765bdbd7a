import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import type { DeviceChoice } from "../../../capture/source/source.ts";
import { assert, assertEquals } from "@std/assert";
import { glanceAt } from "../../../cli/doctor/glance.ts";
import { AudioLibrary } from "../../../ffi/audio_library.ts";
import { DeviceError } from "../../../ffi/device_error.ts";

Deno.test(
  "twenty outputs are listened to in a few seconds, and one that is not there is an error",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    const extra = Array.from(
      { length: 20 },
      (_, i) => `load-module module-null-sink sink_name=more${i} rate=48000`,
    );
    await using card = await VirtualCard.start({ extra });
    using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    const output = (id: string): DeviceChoice => ({
      kind: "device",
      stream: "loopback",
      id,
      name: id,
      silence: { id },
    });
    const names = [...Array.from({ length: 20 }, (_, i) => `more${i}`), "gone"];
    const began = performance.now();
    const found = await glanceAt(library, names.map(output), 0.2, {
      server: card.env.PULSE_SERVER ?? "",
    });
    assert(performance.now() - began < 12_000);
    assertEquals(found.length, names.length);
    const gone = found.pop();
    assert(gone instanceof DeviceError && gone.kind === "missing");
    found.forEach((one, i) => {
      assert(!(one instanceof Error));
      assertEquals([one.name, one.rateHz, one.peakDb], [names[i], 48_000, -Infinity]);
    });
  },
);
