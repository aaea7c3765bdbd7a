/** The recipes of docs/pipelines.md do what they say, as they stand there. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { mixFiles, prepareMix } from "../../../meeting/mix/mix_files.ts";
import { reviewFile } from "../../../meeting/review/review_file.ts";
import { realWorld } from "../../../meeting/world/real_world.ts";
import { project } from "../../../scripts/project/folders.ts";
import { Chromium } from "../../../scripts/stage/browser/chromium.ts";
import { serveFolder } from "../../../scripts/stage/browser/serve_folder.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { writeTones } from "../../../scripts/stage/tones.ts";
import { tool } from "../../formats/tool.ts";

const PAGE = Deno.readTextFileSync(join(project, "docs", "pipelines.md"));

/** The block of a language in which some words stand. */
function recipe(language: string, words: string): string {
  const blocks = PAGE.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"));
  const found = [...blocks].map(([, text = ""]) => text).find((text) => text.includes(words));
  if (found === undefined) throw new Error(`no ${language} in docs/pipelines.md has: ${words}`);
  return found;
}

/** Runs a shell script in a folder. */
function sh(folder: string, script: string, env: Record<string, string> = {}): string {
  const { code, stdout, stderr } = new Deno.Command("sh", {
    ...{ args: ["-c", script], cwd: folder, env, stdin: "null" },
  }).outputSync();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stderr));
  return text.decode(stdout);
}

/** A split recording of 8 s: you from 1 to 3, the call from 4 to 6. */
async function withMeeting(test: (folder: string) => void | Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const tone = (fromSeconds: number, hz: number) => {
      return [{ fromSeconds, toSeconds: fromSeconds + 2, hz, peakDb: -12 }];
    };
    const [mic, system] = [join(folder, "a.wav"), join(folder, "b.wav")];
    await writeTones(mic, 8, tone(1, 440), { noiseDb: -80 });
    await writeTones(system, 8, tone(4, 700), { noiseDb: -80 });
    const out = join(folder, "meeting.mp3");
    const settings = { mic, system, out, channels: "split", sidecar: true, report: true } as const;
    const { signal } = new AbortController();
    await mixFiles(prepareMix(settings, realWorld), realWorld, () => {}, signal);
    await test(folder);
  });
}

Deno.test("a browser has the chapters that --vtt writes", async () => {
  await withMeeting(async (folder) => {
    const file = join(folder, "meeting.mp3");
    const sidecar = join(folder, "meeting.json");
    const facts = JSON.parse(Deno.readTextFileSync(sidecar));
    const marks = [{ atSeconds: 4, recordedAtSeconds: 4, text: "A <vote> & more" }];
    Deno.writeTextFileSync(sidecar, JSON.stringify({ ...facts, marks }));
    await reviewFile({ file, beside: ["vtt"], isSplit: false, force: true }, realWorld, () => {});
    const html = recipe("html", "chapters");
    Deno.writeTextFileSync(join(folder, "page.html"), `<!DOCTYPE html><title>x</title>${html}`);
    await using server = serveFolder(folder);
    await using browser = await Chromium.start();
    const page = await browser.open(`http://127.0.0.1:${server.addr.port}/page.html`);
    await page.run("document.querySelector('video').textTracks[0].mode = 'hidden'");
    await page.until("document.querySelector('track').readyState === 2");
    assertEquals(
      await page.run(
        "[...document.querySelector('video').textTracks[0].cues].map((cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])",
      ),
      [[0, 4, "Start"], [4, 8, "A <vote> & more"]],
    );
  });
});

/** Stands in for a package that needs a model: it says which clips of which file it was given. */
const STAND_IN = `
class Segment:
    def __init__(self, start, text):
        self.start, self.text = start, text

class WhisperModel:
    def __init__(self, size):
        pass

    def transcribe(self, path, clip_timestamps):
        clips = zip(clip_timestamps[::2], clip_timestamps[1::2])
        return [Segment(a, f"{path} to {b:.0f}") for a, b in clips], None
`;

Deno.test("each side is a file of its own, and a transcriber is told where it talks", async () => {
  await withMeeting((folder) => {
    const [, split = ""] = /(ffmpeg [^]*?call\.wav)/.exec(recipe("sh", "channelsplit")) ?? [];
    sh(folder, split.replace("ffmpeg", "ffmpeg -v error"));
    for (const name of ["you.wav", "call.wav"]) {
      const { out } = tool("ffprobe", [
        ...["-v", "error", "-show_entries", "stream=sample_rate,channels", "-of", "csv=p=0"],
        join(folder, name),
      ]);
      assertEquals(new TextDecoder().decode(out).trim(), "16000,1");
    }
    Deno.writeTextFileSync(join(folder, "faster_whisper.py"), STAND_IN);
    Deno.writeTextFileSync(join(folder, "talk.py"), recipe("python", "faster_whisper"));
    assertEquals(
      sh(folder, "python3 talk.py"),
      [
        "     1.0  you: you.wav to 3\n",
        "     4.0  call: call.wav to 6\n",
      ].join(""),
    );
  });
});

Deno.test("the file, its sidecar and its page are uploaded", async () => {
  await withMeeting((folder) => {
    const config = join(folder, "rclone.conf");
    Deno.mkdirSync(join(folder, "far away"));
    Deno.writeTextFileSync(
      config,
      `[remote]\ntype = alias\nremote = ${join(folder, "far away")}\n`,
    );
    sh(folder, recipe("sh", "rclone copy"), {
      ...{ RCLONE_CONFIG: config, CONFREC_FILE: join(folder, "meeting.mp3") },
    });
    const there = [...Deno.readDirSync(join(folder, "far away", "meetings"))];
    assertEquals(there.map(({ name }) => name).sort(), [
      ...["meeting.html", "meeting.json", "meeting.mp3"],
    ]);
  });
});

Deno.test("an Opus file has the length and the title", async () => {
  await withMeeting((folder) => {
    sh(folder, recipe("sh", "libopus").replace("ffmpeg", "ffmpeg -v error"));
    const { out } = tool("ffprobe", [
      ...["-v", "error", "-show_format", "-show_streams", "-of", "json"],
      join(folder, "meeting.opus"),
    ]);
    const { format, streams: [stream] } = JSON.parse(new TextDecoder().decode(out));
    assertEquals([stream.codec_name, Math.round(Number(format.duration))], ["opus", 8]);
    assertEquals({ ...format.tags, ...stream.tags }.title, "meeting");
  });
});
