/** A room beside a program that holds the microphone now and then, on a private PulseAudio server. */
import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { join } from "node:path";
import { inCall } from "../in_call.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { makeNoSpeech } from "../../../scripts/corpus/no_speech.ts";
import { makeConversation } from "../../../scripts/stage/conversation.ts";
import { Program, runProgram } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { decode, levelsOf, writeTones } from "../../../scripts/stage/tones.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { jsonLinesOf } from "../json_lines.ts";

/** What is said first and last in each of two calls, and what is played between them; Hz. */
const WORDS = { first: [500, 700], last: [900, 1_100] } as const;
const MUSIC_HZ = 1_300;

Deno.test({
  name: "two calls are two files with their first and last word, though one is cut short by a kill",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withFolder(async (folder) => {
      await using card = await VirtualCard.start({ prompt: true });
      const out = join(folder, "Meetings", "{time}.mp3");
      const eventsPath = join(folder, "events.ndjson");
      // A cache of its own: nobody else's recordings are asked or ended.
      const env = { ...card.env, XDG_CACHE_HOME: join(folder, "cache") };
      const args = ["room", "--out", out, "--json", "--events", eventsPath];
      const audio = ["--gate", "off", "--normalize", "off", "--trim", "off"];
      const say = async (hz: number, seconds = 1) => {
        const path = join(folder, `${hz}.wav`);
        await writeTones(path, seconds, [{ fromSeconds: 0, toSeconds: seconds, hz, peakDb: -12 }]);
        await card.play(path, "micfeed").status;
      };
      {
        await using room = new Program([...args, ...audio], env);
        await room.saw('"state":"waiting"');
        assertMatch((await runProgram(["status"], env)).stdout, /^Waiting for a call: /);
        const refused = await runProgram(["room", "--out", out], env);
        assertEquals(refused.code, 2, refused.stderr);
        await inCall(card, async () => {
          await room.saw('"event":"started"');
          await say(WORDS.first[0]);
          await say(WORDS.last[0]);
        });
        await room.saw('"event":"finished"');
        await say(MUSIC_HZ, 3);
        await inCall(card, async () => {
          await room.saw('"meeting":2,"format":1');
          await say(WORDS.first[1]);
          await say(WORDS.last[1]);
          // What was heard reaches the disk within a second.
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          room.kill("SIGKILL");
          await room.result;
        });
      }
      await using room = new Program([...args, ...audio], env);
      await room.saw('"event":"recovered"');
      await room.saw('"state":"waiting"');
      const stopped = await runProgram(["stop"], env);
      assertEquals(stopped.code, 0, stopped.stderr);
      const { code, stderr } = await room.result;
      assertEquals(code, 0, stderr);

      const files = [...Deno.readDirSync(join(folder, "Meetings"))].map(({ name }) => name).sort();
      assertEquals(files.length, 2, files.join(", "));
      for (const [i, file] of files.entries()) {
        const left = await heardIn(join(folder, "Meetings", file));
        const [own, other] = i === 0 ? [0, 1] as const : [1, 0] as const;
        for (
          const [hz, which] of [[WORDS.first[own], "first"], [WORDS.last[own], "last"]] as const
        ) {
          assertGreater(secondsOf(left, hz), 0.7, `${file} lacks its ${which} word`);
        }
        for (const hz of [WORDS.first[other], WORDS.last[other], MUSIC_HZ]) {
          assertLess(secondsOf(left, hz), 0.1, `${file} holds ${hz} Hz, which is not its own`);
        }
      }
      // Two processes have added to the file; the first was killed.
      const lines = jsonLinesOf(Deno.readTextFileSync(eventsPath));
      const kinds = lines.map(({ event }) => event);
      assertEquals(kinds.filter((event) => event === "started").length, 2);
      assertEquals(kinds.filter((event) => event === "recovered").length, 1);
    });
  },
});

Deno.test({
  name:
    "two conversations are two files by speech alone; a door, music and typing between make none",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withFolder(async (folder) => {
      await using card = await VirtualCard.start({ prompt: true });
      const env = { ...card.env, XDG_CACHE_HOME: join(folder, "cache") };
      const out = join(folder, "Meetings", "{time}.wav");
      const args = ["room", "--trigger", "speech", "--stop-on-silence", "30s", "--out", out];
      // What feeds the microphone is found to be the call's output: one sound on both sides, as of a perfect echo.
      const plain = ["--gate", "off", "--normalize", "off", "--trim", "off", "--echo", "off"];
      const audio = [...plain, "--channels", "split"];
      await using room = new Program([...args, ...audio, "--json"], env);
      await room.saw('"waiting","time"');
      const quiet = (seconds: number) => makeNoSpeech("white noise", seconds, -80, 2);
      // What is kept behind the last word, and before the first, is quiet.
      const between = [
        ...[quiet(5), makeNoSpeech("door", 8, -25, 2), makeNoSpeech("organ", 12, -30, 2)],
        ...[makeNoSpeech("typing", 8, -30, 2), quiet(12)],
      ];
      const first = makeConversation(TALK_SECONDS, 0.3);
      const second = makeConversation(TALK_SECONDS, 0.3);
      const path = join(card.folder, "near.wav");
      writeWav(path, [quiet(3), first.near, ...between, second.near, quiet(60)]);
      const player = card.play(path, "micfeed");
      await room.saw('"meeting":2,"format":1,"out"');
      await room.saw('"state":"meeting","trigger":"speech","meeting":2');
      await new Promise((resolve) => setTimeout(resolve, 1_000 * TALK_SECONDS));
      assertEquals((await runProgram(["stop"], env)).code, 0);
      const { code, stderr, stdout } = await room.result;
      player.kill("SIGKILL");
      await player.status;
      assert([0, 4].includes(code), stderr);
      const lines = jsonLinesOf(stdout);
      const finished = lines.filter((line) => line.event === "finished");
      const files = [...Deno.readDirSync(join(folder, "Meetings"))].map(({ name }) => name).sort();
      assertEquals([finished.length, files.length], [2, 2], files.join(", "));
      const stops = lines.flatMap((line) => line.event === "stopping" ? [line.reason] : []);
      assertEquals(stops, ["silence", "request"]);
      // Of the microphone: each turn of a conversation is in its file.
      const turns = turnsIn(first.near);
      for (const file of files) {
        const [mic = new Float32Array()] =
          (await decode(join(folder, "Meetings", file), 2)).channels;
        const heard = turnsIn(mic);
        assertGreater(heard, turns - 0.5, `${file} holds ${heard} s of speech, ${turns} were said`);
        assertLess(heard, turns + 0.5, `${file} holds ${heard} s of sound, ${turns} were said`);
      }
    });
  },
});

/** Length of a conversation, s. */
const TALK_SECONDS = 14;

function writeWav(path: string, parts: readonly Float32Array[]): void {
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
  for (const part of parts) writer.write(part);
  writer.finish();
}

/** Seconds in which somebody speaks: blocks of 50 ms that are louder than the room. */
function turnsIn(samples: Float32Array): number {
  const block = 2_400;
  let loud = 0;
  for (let at = 0; at + block <= samples.length; at += block) {
    let peak = 0;
    for (let i = at; i < at + block; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    if (peak > 0.02) loud++;
  }
  return loud * block / 48_000;
}

async function heardIn(path: string): Promise<Float32Array> {
  const [left = new Float32Array()] = (await decode(path, 2)).channels;
  return left;
}

/** For how long a tone is loud; where one begins or ends is a little of all others. */
function secondsOf(samples: Float32Array, hz: number): number {
  return levelsOf(samples, hz).filter((levelDb) => levelDb > -30).length / 100;
}
