/**
 * `deno task demo`: the main job on any machine, with the real command, from its start to the finished file.
 *
 * Where there is a sound server it records that for some seconds. Where there is none it starts a virtual card and lets
 * two made-up people talk into both of its sides. Where no PulseAudio can be had it plays the talk from files.
 */
import { messageOf } from "../ffi/system/message_of.ts";
import { join } from "node:path";
import { root } from "../root.ts";
import { unpackEmbedded } from "../ffi/bundle/embedded.ts";
import { WavWriter } from "../formats/wav_writer.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "./stage/conversation.ts";
import { installMissing } from "./prepare.ts";
import { VirtualCard } from "./stage/virtual_card.ts";

const SECONDS = 12;

const folder = join(Deno.cwd(), "dist", "demo");
await Deno.mkdir(folder, { recursive: true });
const out = join(folder, "meeting.mp3");

if (await soundServerAnswers()) {
  say(
    `A sound server is running: recording it for ${SECONDS} seconds. Say something, play something.`,
  );
  await confrec(["--out", out, "--force", "--duration", `${SECONDS}s`]);
} else {
  const talk = await writeConversation();
  const card = await startCard();
  if (card) {
    say(
      `No sound server is running: recording a made-up talk of ${SECONDS} seconds on a virtual card.`,
    );
    await recordCard(card, talk);
  } else {
    say(
      "No PulseAudio can be had here: recording a made-up talk from files, as if they were devices.",
    );
    await confrec(
      ["--out", out, "--force", "--mic", `file:${talk.near}`, "--system", `file:${talk.far}`],
    );
  }
}
say(`What the file holds, read back by ffmpeg: ${await lengthOf(out)}`);
say(`Listen to it: ${out}`);

/** Whether confrec itself finds something to record here. */
async function soundServerAnswers(): Promise<boolean> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: confrecArgs(["devices", "--json"]),
    stdout: "null",
    stderr: "null",
  }).output();
  return code === 0;
}

/** A virtual card; none where PulseAudio is missing and cannot be installed. */
async function startCard(): Promise<VirtualCard | undefined> {
  try {
    await installMissing(["pulseaudio", "paplay"]);
    return await VirtualCard.start({ stage: true });
  } catch (error) {
    say(messageOf(error));
    return undefined;
  }
}

/** Records while both sides are played; the card ends with it. */
async function recordCard(card: VirtualCard, talk: Conversation): Promise<void> {
  await using running = card;
  // The output is named: confrec follows a call to the output where it plays, and this one plays on the microphone's
  // too, which would be recorded in its place.
  const recording = confrec(
    ["--out", out, "--force", "--system", "Speakers", "--duration", `${SECONDS}s`],
    running.env,
  );
  const player = running.play(talk.both, "stage");
  await recording;
  try {
    player.kill();
  } catch {
    // It has played to its end.
  }
  await player.status;
}

interface Conversation {
  readonly near: string;
  readonly far: string;
  /** The far side left, the near side right, as the card's stage wants them. */
  readonly both: string;
}

async function writeConversation(): Promise<Conversation> {
  const { near, far } = makeConversation(SECONDS);
  const both = Float32Array.from(
    { length: 2 * near.length },
    (_, i) => (i % 2 === 0 ? far : near)[i >> 1] ?? 0,
  );
  const write = (name: string, channels: number, samples: Float32Array): string => {
    const path = join(folder, name);
    using writer = WavWriter.create(path, {
      rateHz: CONVERSATION_RATE_HZ,
      channels,
      encoding: "pcm16",
      overwrite: true,
    });
    writer.write(samples);
    writer.finish();
    return path;
  };
  return await Promise.resolve({
    near: write("near.wav", 1, near),
    far: write("far.wav", 1, far),
    both: write("both.wav", 2, both),
  });
}

/** Runs the real command, its words on this terminal; the demo ends as it ends when it fails. */
async function confrec(args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  say(`\n$ confrec ${args.join(" ")}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: confrecArgs(args),
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code !== 0 && code !== 4) Deno.exit(code);
}

function confrecArgs(args: readonly string[]): string[] {
  return ["run", "-A", "--quiet", new URL("main.ts", root).href, ...args];
}

async function lengthOf(path: string): Promise<string> {
  const { stderr } = await new Deno.Command(await unpackEmbedded("ffmpeg"), {
    args: ["-nostdin", "-hide_banner", "-i", path, "-f", "s16le", "-y", "/dev/null"],
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  return [/Duration: [\d:.]+/, /Audio: [^\n]+/].map((part) => part.exec(text)?.[0]).join(", ");
}

function say(text: string): void {
  console.error(text);
}
