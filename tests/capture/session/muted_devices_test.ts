/** Muted devices and outputs that play elsewhere, on a private PulseAudio server. */
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";
import type { DeviceChoice } from "../../../capture/source/source.ts";
import { PlayingOutput } from "../../../capture/source/playing_output.ts";
import { DeviceSource } from "../../../capture/source/device_source.ts";
import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import { AudioLibrary } from "../../../ffi/audio_library.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";

const linux = { ignore: Deno.build.os !== "linux" };
const MIC: DeviceChoice = { kind: "device", stream: "input", name: "the microphone" };
const SYSTEM: DeviceChoice = {
  kind: "device",
  stream: "loopback",
  name: "the speakers",
  silence: {},
};

/** Asks a source three times a second (a track does it twice), and reads it meanwhile; false when it did not come true. */
async function within(
  seconds: number,
  source: DeviceSource,
  isSo: (outdated: boolean) => boolean,
): Promise<boolean> {
  for (let look = 0; look < seconds * 3; look++) {
    await new Promise((resolve) => setTimeout(resolve, 333));
    while (source.read() !== undefined);
    if (isSo(source.isOutdated())) return true;
  }
  return false;
}

/** Something to play, of so many seconds: a tone, or silence. */
function soundFile(card: VirtualCard, amplitude: number, seconds = 30): string {
  const path = join(card.folder, `${amplitude}.wav`);
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 2, encoding: "float32" });
  writer.write(
    Float32Array.from(
      { length: 96_000 * seconds },
      (_, i) => amplitude * Math.sin(0.06 * (i >> 1)),
    ),
  );
  writer.finish();
  return path;
}

Deno.test(
  "a device that is muted when it is opened is known at once, by its name",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    await card.pactl("set-source-mute", "microphone", "1");
    await card.pactl("set-sink-mute", "speakers", "1");
    using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    for (const [choice, name] of [[MIC, "Microphone"], [SYSTEM, "Speakers"]] as const) {
      using source = new DeviceSource(library, choice, { server: card.env.PULSE_SERVER ?? "" });
      assertEquals(source.muted, { what: "device", name });
      source.start();
      await card.pactl(
        ...(choice === MIC
          ? ["set-source-mute", "microphone", "0"]
          : ["set-sink-mute", "speakers", "0"]),
      );
      assert(await within(20, source, () => source.muted === undefined));
    }
  },
);

Deno.test(
  "an output that plays in the place of the silent default one is recorded, a named one stays",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    const server = { server: card.env.PULSE_SERVER ?? "" };
    const output = new PlayingOutput();
    const open = () => new DeviceSource(library, SYSTEM, server, output);
    using named = new DeviceSource(library, { ...SYSTEM, id: "speakers" }, server);
    named.start();
    {
      using source = open();
      source.start();
      const silent = card.play(soundFile(card, 0), "micfeed");
      assert(!await within(5, source, (outdated) => outdated), "a silent stream is no call");
      silent.kill();
      await silent.status;
      const call = soundFile(card, 0.1);
      const player = card.play(call, "micfeed");
      assert(await within(20, source, (outdated) => outdated), "the call is found");
      assert(!await within(2, named, (outdated) => outdated), "what was named stays");
      using next = open();
      assertEquals([source.name, next.name], ["Speakers", "Microphone-feed"]);
      // And back when the call comes to the default one.
      next.start();
      player.kill();
      await player.status;
      const back = card.play(call, "speakers");
      assert(await within(20, next, (outdated) => outdated), "the call is followed back");
      using last = open();
      assertEquals(last.name, "Speakers");
      back.kill();
      await back.status;
    }
  },
);

Deno.test(
  "who plays on the recorded output keeps it, whatever plays elsewhere",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    using source = new DeviceSource(library, SYSTEM, { server: card.env.PULSE_SERVER ?? "" });
    source.start();
    const file = soundFile(card, 0.1);
    const players = [card.play(file, "speakers"), card.play(file, "micfeed")];
    assert(!await within(6, source, (outdated) => outdated));
    for (const player of players) {
      player.kill();
      await player.status;
    }
  },
);

Deno.test(
  "a call that pauses keeps its output, though something plays elsewhere for seconds",
  linux,
  async () => {
    await using card = await VirtualCard.start();
    using library = AudioLibrary.open(await unpackEmbedded("confrec_audio"));
    using source = new DeviceSource(library, SYSTEM, { server: card.env.PULSE_SERVER ?? "" });
    source.start();
    const path = join(card.folder, "call.wav");
    {
      using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "float32" });
      const isTalk = (i: number) => i < 2 * 48_000;
      writer.write(
        Float32Array.from(
          { length: 20 * 48_000 },
          (_, i) => isTalk(i) ? Math.sin(0.06 * i) / 8 : 0,
        ),
      );
      writer.finish();
    }
    const call = card.play(path, "speakers");
    assert(!await within(3, source, (outdated) => outdated));
    const music = card.play(soundFile(card, 0.1), "micfeed");
    assert(!await within(5, source, (outdated) => outdated));
    for (const player of [call, music]) {
      player.kill();
      await player.status;
    }
  },
);
