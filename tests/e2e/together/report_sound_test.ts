/** What is heard where the page says that it is: a browser could show one moment and play another. */
import { assert, assertAlmostEquals } from "@std/assert";
import { join } from "node:path";
import { pageOf } from "../../../meeting/page/page.ts";
import { type BrowserPage, Chromium } from "../../../scripts/stage/browser/chromium.ts";
import { serveFolder } from "../../../scripts/stage/browser/serve_folder.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { tool } from "../../formats/tool.ts";
import { envelopeOf, longFacts } from "../../meeting/page/long_meeting.ts";

/** Bytes and seconds of a frame of 32 kbit/s at 48 kHz. */
const [FRAME_BYTES, FRAME_SECONDS] = [96, 0.024];
/** How a tone tells its time: one for each quarter of a second, in this distance. */
const [STEP_SECONDS, LOWEST_HZ, STEP_HZ] = [0.25, 400, 50];
const CODE_SECONDS = 24;

/** An MP3 of a constant bit rate, without a tag. */
function frames(source: string, seconds: number): Uint8Array {
  const { out } = tool("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", source, "-t", String(seconds), "-ac", "1"],
    ...["-b:a", "32k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"],
    ...["-f", "mp3", "-"],
  ]);
  return out.subarray(0, Math.round(seconds / FRAME_SECONDS) * FRAME_BYTES);
}

/** Hours of silence, but for tones from a moment on that tell when they are. */
function recording(seconds: number, codeAt: number): Uint8Array {
  const silence = frames("anullsrc=r=48000:cl=mono", 9.6);
  const whole = new Uint8Array(Math.round(seconds / FRAME_SECONDS) * FRAME_BYTES);
  for (let at = 0; at < whole.length; at += silence.length) {
    whole.set(silence.subarray(0, whole.length - at), at);
  }
  const hz = `${LOWEST_HZ}+${STEP_HZ}*floor(t/${STEP_SECONDS})`;
  const code = frames(`aevalsrc=0.3*sin(2*PI*t*(${hz})):s=48000`, CODE_SECONDS);
  whole.set(code, Math.round(codeAt / FRAME_SECONDS) * FRAME_BYTES);
  return whole;
}

/** Plays for a moment: the position that is shown then, and the highest tone of those that are heard, Hz. */
function listen(page: BrowserPage): Promise<{ shown: number; hz: number }> {
  return page.run(`(async () => {
    const audio = document.querySelector("audio");
    const context = new AudioContext({ sampleRate: 48000 });
    const ear = context.createAnalyser();
    ear.fftSize = 8192;
    ear.smoothingTimeConstant = 0;
    context.createMediaElementSource(audio).connect(ear).connect(context.destination);
    await context.resume();
    await audio.play();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const levels = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(levels);
    const shown = Number(document.getElementById("lanes").ariaValueNow);
    audio.pause();
    const most = levels.indexOf(Math.max(...levels));
    return { shown, hz: levels[most] > -60 ? most * 48000 / 8192 : 0 };
  })()`);
}

for (const seconds of [60, 7_200, 28_800]) {
  Deno.test(`what is heard after a click at 75 % of ${seconds} s is what lies there, within 0.5 s`, async () => {
    await withFolder(async (folder) => {
      const codeAt = 0.75 * seconds - 9;
      Deno.writeFileSync(join(folder, "meeting.mp3"), recording(seconds, codeAt));
      const html = pageOf(longFacts({ seconds }), envelopeOf(seconds));
      Deno.writeTextFileSync(join(folder, "meeting.html"), html);
      await using server = serveFolder(folder);
      await using browser = await Chromium.start();
      const page = await browser.open(`http://127.0.0.1:${server.addr.port}/meeting.html`);
      await page.until("document.querySelector('audio').readyState >= 1");
      const length = await page.run<number>("document.querySelector('audio').duration");
      assertAlmostEquals(length, seconds, 0.05);
      const { x, y, width, height } = await page.run<DOMRect>(
        "document.getElementById('lanes').getBoundingClientRect().toJSON()",
      );
      await page.click(x + 0.75 * width, y + height / 2);
      const asked = await page.run<number>("document.querySelector('audio').currentTime");
      assertAlmostEquals(asked, 0.75 * seconds, 0.5);
      const { shown, hz } = await listen(page);
      assert(hz > 0, "nothing is heard");
      const heard = codeAt + (hz - LOWEST_HZ) / STEP_HZ * STEP_SECONDS;
      assertAlmostEquals(heard, shown, 0.5);
    });
  });
}
