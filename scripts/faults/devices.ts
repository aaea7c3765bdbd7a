/** Devices that go, come back and change. */
import { type Fault, type Outcome, seconds } from "./fault.ts";
import { lastLine, type Stage } from "./stage.ts";

/** Devices. Each is done to a session that records for some seconds before and after. */
export const DEVICES: readonly Fault[] = [
  { name: "sound server killed for good", run: serverKilled },
  {
    name: "speakers suspended for 3 s",
    run: (stage) =>
      during(stage, async () => {
        await stage.card.pactl("suspend-sink", "speakers", "1");
        await seconds(3);
        await stage.card.pactl("suspend-sink", "speakers", "0");
      }),
  },
];

/** Records for 3 s, does something, records for 4 s more, and ends. */
async function during(stage: Stage, act: () => Promise<void>): Promise<Outcome> {
  const out = stage.path("device.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(3);
  const fromNs = stage.nowNs();
  await act();
  const goneMs = Math.round((stage.nowNs() - fromNs) / 1e6);
  await seconds(4);
  program.kill("SIGINT");
  const endNs = stage.nowNs();
  const { code, stderr } = await program.result;
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const problems = code === 0 || code === 4 ? [] : [`ended with ${code}: ${stderr}`];
  return {
    lostMs: Math.max(0, lostMs - goneMs),
    goneMs,
    exits: [code],
    said: lastLine(stderr, stage.folder) || "the file is complete",
    problems,
  };
}

async function serverKilled(stage: Stage): Promise<Outcome> {
  const out = stage.path("server.mp3");
  const program = stage.record(out);
  await program.saw('"started"');
  const zeroNs = stage.zeroNs(`${out}.confrec`) ?? NaN;
  await seconds(3);
  await stage.card.kill();
  const endNs = stage.nowNs();
  const { code, stderr } = await program.result;
  const lostMs = await stage.lostMs(out, zeroNs, endNs);
  const problems = code === 4 ? [] : [`ended with ${code}: ${stderr}`];
  return { lostMs, exits: [code], said: lastLine(stderr, stage.folder), problems };
}
