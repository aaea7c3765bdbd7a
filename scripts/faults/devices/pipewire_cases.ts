/** What devices and daemons do to a recording on PipeWire: the cases of PulseAudio where they are the same, and its own. */
import type { Daemon, PipewireCard } from "../../stage/pipewire/pipewire_card.ts";
import type { Suite } from "../../stage/pipewire/pipewire_packages.ts";
import { seconds } from "../ground/seconds.ts";
import { away, DEVICE_CASES, headsetGoes, serverStops } from "./device_cases.ts";
import type { DeviceStage } from "./device_stage.ts";
import type { DeviceCase } from "./run_case.ts";

/** What a program's death takes with it goes within this time. */
const UNJOIN_SECONDS = 0.4;
/** PipeWire ends no stream whose device has gone: that nothing comes from it is noticed after 2 s. */
const UNNOTICED_MS = 2_000;

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

/** Of PulseAudio's cases those that come to something else here. */
const INSTEAD: readonly DeviceCase[] = [
  headsetGoes(true),
  serverStops(true),
  {
    name: "microphone falls to 16 kHz in mono, without being unplugged",
    unnoticedMs: UNNOTICED_MS,
    act: async (stage) => {
      const plugIn = () => stage.plugIn("rate=16000", "channels=1");
      const mic = await away(stage, () => stage.unplug(), 0, plugIn);
      const said = [/Your microphone: .* is back at/];
      return { away: { mic }, isReplaced: true, otherPips: ["mic"], said };
    },
  },
  {
    // PipeWire 1.4 wakes an output at once that somebody records.
    name: "speakers suspended for 2 s",
    act: async (stage) => {
      await stage.card.pactl("suspend-sink", "speakers", "1");
      await seconds(2);
      await stage.card.pactl("suspend-sink", "speakers", "0");
      stage.play("speakers");
      return { otherPips: ["system"] };
    },
  },
];

/**
 * A program that records the microphone in the graph itself hangs for a second: it does not end its cycles, and is counted
 * an xrun for each. Prints what `pw-top` says of it.
 */
const HANGS_IN_THE_GRAPH = "pw-cat --record /dev/null >/dev/null & program=$!; sleep 1; " +
  "kill -STOP $program; sleep 1; kill -CONT $program; sleep 0.3; " +
  "pw-top -b -n 3; kill $program";
/** Where `pw-top` counts them. */
const XRUN_COLUMN = 8;

/**
 * What joins programs with devices goes, and nothing is heard until it is back.
 *
 * @param others that must be started anew with it
 */
function wireplumberDies(others: readonly Daemon[]): DeviceCase {
  const what = others.length === 0 ? "" : "all of PipeWire ";
  return {
    name: `WirePlumber killed, and ${what}started again after 1 s`,
    unnoticedMs: UNNOTICED_MS,
    act: async (stage) => {
      const card = cardOf(stage);
      const kill = async () => {
        await card.kill("wireplumber");
        await seconds(UNJOIN_SECONDS);
      };
      const span = await away(stage, kill, 1, async () => {
        for (const daemon of others) await card.kill(daemon);
        await card.restart();
        if (others.length > 0) stage.playAll();
      });
      return { away: { mic: span, system: span }, otherPips: ["mic", "system"] };
    },
  };
}

/**
 * With 0.3.65 whoever listened before hears nothing any more once another program begins to play, `parec` as little as
 * confrec. And its `pw-top` prints no list, from which one could tell that a program hangs. WirePlumber 0.4.13 joins nobody
 * with a device any more when it comes back, a new `parec` as little: all must be started anew.
 */
const NOT_ON_BOOKWORM = /^(speakers suspended|another program hangs|WirePlumber killed)/;
const ON_BOOKWORM_ALONE: readonly DeviceCase[] = [wireplumberDies(["pulse", "pipewire"])];

/** What PulseAudio has no counterpart of. */
export const PIPEWIRE_ALONE: readonly DeviceCase[] = [
  {
    name: "another program hangs in the graph for 1 s",
    act: async (stage) => {
      const top = await cardOf(stage).inside("sh", "-c", HANGS_IN_THE_GRAPH);
      const row = top.split("\n").findLast((line) => line.includes("+ pw-cat")) ?? "";
      const xruns = Number(row.split(/\s+/)[XRUN_COLUMN]);
      if (!(xruns > 0)) throw new Error(`Cannot make a program hang in the graph: ${top}`);
      return { code: 0 };
    },
  },
  daemonCase("PipeWire itself killed, and started again after 1 s", "pipewire"),
  wireplumberDies([]),
];

/** All that is done on the PipeWire of a Debian release. */
export function pipewireCases(suite: Suite): readonly DeviceCase[] {
  const same = DEVICE_CASES.map((one) => INSTEAD.find(({ name }) => name === one.name) ?? one);
  const all = [...same, ...PIPEWIRE_ALONE];
  if (suite === "trixie") return all;
  return [...all.filter(({ name }) => !NOT_ON_BOOKWORM.test(name)), ...ON_BOOKWORM_ALONE];
}

function cardOf(stage: DeviceStage): PipewireCard {
  return stage.card as PipewireCard;
}
