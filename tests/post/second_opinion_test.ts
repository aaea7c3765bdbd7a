/** The safety net below the gate, in whole files: what is removed is looked at again before the stems go. */
import { WavReader } from "../../formats/wav_reader.ts";
import { AnalysisServer } from "../../post/analysis/analysis_server.ts";
import { soundOf } from "../../post/ground/sound.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";
import { makeConversation } from "../../scripts/stage/conversation.ts";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { assert, assertEquals } from "@std/assert";
import { Programme, type ProgrammeSettings } from "../../post/programme.ts";
import type { ProgrammeReport } from "../../post/programme_report.ts";
import { noise, talk, TestSession } from "./stems.ts";

const RATE_HZ = 48_000;
const rnnoiseUrl = builtUrl("rnnoise.wasm").href;

/** Of a microphone that hears only the room, and a computer that talks. */
async function nobodySpeaks(seconds: number): Promise<TestSession> {
  const session = await TestSession.make();
  const random = noise(9);
  session.write("mic", Float32Array.from({ length: seconds * RATE_HZ }, () => 0.002 * random()));
  session.write("system", talk(seconds * RATE_HZ, 2, RATE_HZ, 2));
  return session;
}

async function make(
  session: TestSession,
  changes: Partial<ProgrammeSettings>,
): Promise<{ report: ProgrammeReport; bytes: Uint8Array }> {
  using chunks = new TemporaryFolder({ parent: session.folder });
  await using programme = new Programme(
    session.settings({ rnnoiseUrl, chunksFolder: chunks.path, chunkMp3Frames: 100, ...changes }),
  );
  if (changes.mode === "live") {
    for (let frames = 0; frames < session.frames; frames += 2 * RATE_HZ) {
      programme.grow({ mic: frames, system: frames });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  const report = await programme.finish(session.finishing);
  return { report, bytes: await Deno.readFile(report.path) };
}

Deno.test("a side in which nobody speaks is in the file as it was recorded, and the report says so", async () => {
  await using session = await nobodySpeaks(8);
  const offline = await make(session, {});
  assertEquals(offline.report.gateOpenings, { mic: "silent" });
  assertEquals(offline.report.silentTracks, []);
  assertEquals(offline.report.plan.gainSteps.mic, 0);
  const live = await make(session, { mode: "live" });
  assertEquals(live.bytes, offline.bytes);
});

Deno.test("a side that the gate does not silence is not opened, nor one of digital silence", async () => {
  await using session = await TestSession.make();
  session.write("mic", talk(6 * RATE_HZ, 1, RATE_HZ, 1));
  session.write("system", new Float32Array(12 * RATE_HZ));
  const { report } = await make(session, {});
  assertEquals(report.gateOpenings, {});
  assertEquals(report.silentTracks, ["system"]);
});

/** Speech 11 dB below noise that is low-passed at 600 Hz: more than any gate by level can tell. */
function coveredSpeech(seconds: number): Float32Array {
  const { near } = makeConversation(seconds);
  const random = noise(3);
  const keep = Math.exp(-2 * Math.PI * 600 / RATE_HZ);
  let [one, two] = [0, 0];
  const hiss = near.map(() => {
    one = keep * one + (1 - keep) * random();
    two = keep * two + (1 - keep) * one;
    return two;
  });
  const rms = (samples: Float32Array) =>
    Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  const level = 10 ** (11 / 20) * rms(near) / rms(hiss);
  return near.map((x, i) => x + level * (hiss[i] ?? 0));
}

Deno.test("speech that the gate would remove is found, and the file is made with the gate open", async () => {
  await using session = await TestSession.make();
  session.write("mic", coveredSpeech(30));
  const offline = await make(session, {});
  assertEquals(offline.report.gateOpenings, { mic: "speech" });
  const live = await make(session, { mode: "live" });
  assertEquals(live.report.gateOpenings, { mic: "speech" });
  assertEquals(live.bytes, offline.bytes);
});

Deno.test("who speaks late, or is found to have been removed, has the same file live and afterwards", async () => {
  await using session = await nobodySpeaks(12);
  const { options } = session.settings();
  using reader = WavReader.open(session.stems.mic ?? "");
  const quiet = reader.read(0, 12 * RATE_HZ);
  const voices = [
    { mic: [...quiet, ...makeConversation(12).near], normalize: "loudness", gateOpenings: {} },
    { mic: coveredSpeech(24), normalize: "off", gateOpenings: { mic: "speech" } },
  ] as const;
  for (const { mic, normalize, gateOpenings } of voices) {
    session.write("mic", Float32Array.from(mic));
    session.write("system", talk(mic.length, 2, RATE_HZ, 2));
    const changes = { options: { ...options, normalize } };
    const offline = await make(session, changes);
    assertEquals(offline.report.gateOpenings, gateOpenings);
    const live = await make(session, { ...changes, mode: "live" });
    assertEquals(live.bytes, offline.bytes, normalize);
  }
});

Deno.test("what a threshold removes stays removed, and where it is speech that is told", async () => {
  await using session = await TestSession.make();
  const { near } = makeConversation(24);
  const random = noise(6);
  const gated = async (mic: Float32Array, gate: number) => {
    session.write("mic", mic);
    const options = { ...session.settings().options, gate };
    const { report, bytes } = await make(session, { options });
    const live = await make(session, { options, mode: "live" });
    assertEquals(live.bytes, bytes);
    assertEquals(live.report.gatedSpeech, report.gatedSpeech);
    return [report.gatedSpeech, report.gateOpenings];
  };
  // Somebody far off in the second half.
  const two = near.map((x, i) => (i < near.length / 2 ? 1 : 0.02) * x + 1e-5 * random());
  assertEquals(await gated(two, -45), [["mic"], {}]);
  assertEquals(await gated(two, -80), [[], {}]);
  // And noise that is louder than what is far off, but nobody's voice.
  const noisy = near.map((x, i) => i < near.length / 2 ? x : 0.003 * random());
  assertEquals(await gated(noisy, -45), [[], {}]);
});

/** The options with noise suppression. */
function denoising(
  session: TestSession,
  gate: "auto" | "off" = "auto",
): Partial<ProgrammeSettings> {
  return { options: { ...session.settings().options, denoise: true, gate } };
}

Deno.test("music that noise suppression takes for noise is in the file as it was recorded", async () => {
  await using session = await TestSession.make();
  const music = Float32Array.from({ length: 12 * RATE_HZ }, (_, i) => {
    const chord = [262, 330, 392].map((hz) => Math.sin(2 * Math.PI * hz * i / RATE_HZ));
    return i % RATE_HZ < 0.9 * RATE_HZ ? 0.1 * chord.reduce((sum, tone) => sum + tone) : 0;
  });
  session.write("mic", music);
  const plain = await make(session, {});
  for (const gate of ["auto", "off"] as const) {
    const offline = await make(session, denoising(session, gate));
    assertEquals(offline.report.cleaningLosses, { mic: "most" });
    assertEquals(offline.report.plan.gainSteps, plain.report.plan.gainSteps);
    if (gate === "off") continue;
    const live = await make(session, { ...denoising(session, gate), mode: "live" });
    assertEquals(live.bytes, offline.bytes);
  }
});

Deno.test("a microphone that hears only the room is in the file, cleaned or not", async () => {
  await using session = await nobodySpeaks(8);
  const { report } = await make(session, denoising(session));
  assertEquals([report.cleaningLosses, report.gateOpenings], [{ mic: "silent" }, {
    mic: "silent",
  }]);
  assertEquals(report.silentTracks, []);
});

Deno.test("a voice stays cleaned, however quiet it is", async () => {
  await using session = await TestSession.make();
  const { near } = makeConversation(12);
  const random = noise(5);
  for (const gain of [1, 1e-3]) {
    session.write("mic", near.map((sample) => gain * (sample + 0.001 * random())));
    const { report } = await make(session, denoising(session));
    assertEquals([report.cleaningLosses, report.silentTracks], [{}, []]);
  }
});

Deno.test("the second opinion is the same in whatever steps a stem is listened to", async () => {
  await using session = await TestSession.make();
  const mic = coveredSpeech(30);
  session.write("mic", mic);
  const sound = soundOf(session.settings().options);
  const listen = (stepFrames: number) => {
    const server = new AnalysisServer({
      ...{ track: "mic", path: session.stems.mic ?? "", sound, rnnoiseUrl },
    });
    for (let frames = stepFrames;; frames += stepFrames) {
      const finish = frames >= mic.length;
      const update = server.analyse(Math.min(frames, mic.length), finish);
      if (finish) return update.removedVoiceSeconds;
    }
  };
  const whole = listen(mic.length);
  assert(whole > 0.5);
  assertEquals(listen(70_001), whole);
});
