/** What devices and daemons do to a recording on PipeWire; each takes some ten seconds. */
import { assertEquals, assertLess } from "@std/assert";
import { away, DEVICE_CASES } from "../../scripts/faults/devices/device_cases.ts";
import type { DeviceStage } from "../../scripts/faults/devices/device_stage.ts";
import { type DeviceCase, runCase } from "../../scripts/faults/devices/run_case.ts";
import { MOST_LOST_MS } from "../../scripts/faults/ground/fault.ts";
import { seconds } from "../../scripts/faults/ground/seconds.ts";
import type { Daemon, PipewireCard } from "../../scripts/stage/pipewire/pipewire_card.ts";
import { startCard, suite } from "./card.ts";

/** Of those that are done to PulseAudio, what is the same here. */
const SAME: readonly RegExp[] = [
  /^microphone unplugged/,
  /^named microphone unplugged/,
  /^microphone back after 2 s at 16 kHz/,
  /^another microphone becomes the default/,
  /^another output becomes the default/,
  /^named output stays/,
  /^microphone muted/,
  /^sound server killed/,
  /^sound server stops answering/,
  /^confrec itself stopped/,
];

/** PipeWire ends no stream whose device has gone: that nothing comes from it is noticed after 2 s. */
const UNNOTICED = /^(microphone falls to 16 kHz|WirePlumber killed)/;
/** What a program's death takes with it goes within this time. */
const UNJOIN_SECONDS = 0.4;

/** Both sides are away while a daemon is, and sound that comes after it is of new players. */
function daemonCase(name: string, daemon: Daemon): DeviceCase {
  return {
    name,
    act: async (stage) => {
      const card = cardOf(stage);
      const span = await away(stage, () => card.kill(daemon), 1, async () => {
        await card.restart();
        stage.playAll();
      });
      const said = [/Your microphone: .* is back at/, /The call: .* is back at/];
      const both = { mic: span, system: span };
      return { code: 4, away: both, otherPips: ["mic", "system"], said };
    },
  };
}

const OWN: readonly DeviceCase[] = [
  daemonCase("PipeWire itself killed, and started again after 1 s", "pipewire"),
  {
    name: "WirePlumber killed, and started again after 1 s",
    // What joins programs with devices goes with it, and nothing is heard until it is back.
    act: async (stage) => {
      const card = cardOf(stage);
      const kill = async () => {
        await card.kill("wireplumber");
        await seconds(UNJOIN_SECONDS);
      };
      const span = await away(stage, kill, 1, () => card.restart());
      return { away: { mic: span, system: span }, otherPips: ["mic", "system"] };
    },
  },
  {
    name: "microphone falls to 16 kHz in mono, as a headset's does when a call begins",
    act: async (stage) => {
      const plugIn = () => stage.plugIn("rate=16000", "channels=1");
      const mic = await away(stage, () => stage.unplug(), 0, plugIn);
      return { away: { mic }, otherPips: ["mic"], said: [/Your microphone: .* is back at/] };
    },
  },
  {
    name: "a headset's output goes, and another of 16 kHz in mono comes in its place",
    prepare: async (stage) => {
      await stage.addSpeakers("headset");
      await stage.card.pactl("set-default-sink", "headset");
    },
    act: async (stage) => {
      const unload = async () => void await stage.card.pactl("unload-module", "module-null-sink");
      const system = await away(stage, unload, 0, async () => {
        const format = ["sink_name=call", "rate=16000", "channels=1"];
        await stage.card.pactl("load-module", "module-null-sink", ...format);
        await stage.card.pactl("set-default-sink", "call");
        stage.play("spare", "call");
        await seconds(3);
      });
      return { away: { system }, otherPips: ["system"] };
    },
  },
];

/**
 * PipeWire 1.4 wakes an output at once that somebody records. With 0.3.65 whoever listened before hears nothing any more
 * once another program begins to play, `parec` as little as confrec.
 */
const SUSPENDED: DeviceCase = {
  name: "speakers suspended",
  act: async (stage) => {
    await stage.card.pactl("suspend-sink", "speakers", "1");
    await seconds(1);
    await stage.card.pactl("suspend-sink", "speakers", "0");
    stage.play("speakers");
    return { otherPips: ["system"] };
  },
};

const cases = [...DEVICE_CASES.filter(({ name }) => SAME.some((each) => each.test(name))), ...OWN];
if (suite === "trixie") cases.push(SUSPENDED);
for (const one of cases) {
  Deno.test(`on PipeWire all but the time it takes is recorded: ${one.name}`, async () => {
    const { lostMs, problems } = await runCase(one, () => startCard());
    assertEquals(problems, []);
    assertLess(lostMs, MOST_LOST_MS + (UNNOTICED.test(one.name) ? 2_000 : 0));
  });
}

function cardOf(stage: DeviceStage): PipewireCard {
  return stage.card as PipewireCard;
}
