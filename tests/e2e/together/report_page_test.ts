/** The page that --report writes, in a browser: it says nothing to the console, everybody can use it, and it leads anywhere. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import axe from "npm:axe-core@4.14.1";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pageOf } from "../../../meeting/page/page.ts";
import {
  type BrowserPage,
  Chromium,
  type PageLook,
} from "../../../scripts/stage/browser/chromium.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { tool } from "../../formats/tool.ts";
import { envelopeOf, longFacts, type LongMeeting } from "../../meeting/page/long_meeting.ts";

/** Names and titles that want to be markup, or to break a line. */
const HOSTILE = `</title><script>document.title = "owned"</script>"'\`\n\u202Eright to left\u2028`;

/** A page with its recording beside it, open in a browser. */
async function withPage(
  meeting: LongMeeting,
  look: PageLook,
  test: (page: BrowserPage, seconds: number) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const { seconds, name = "meeting.mp3" } = meeting;
    Deno.writeFileSync(join(folder, name), silence(seconds));
    const html = pageOf(longFacts({ ...meeting, name }), envelopeOf(seconds));
    const path = join(folder, "meeting.html");
    Deno.writeTextFileSync(path, html);
    await using browser = await Chromium.start();
    const page = await browser.open(pathToFileURL(path).href, look);
    await page.until("document.querySelector('#lanes svg .peak')");
    await page.until("document.querySelector('audio').readyState >= 1");
    await test(page, seconds);
    assertEquals(page.messages, []);
  });
}

/** An MP3 of nothing, of a constant bit rate: ten seconds of it, again and again. */
function silence(seconds: number): Uint8Array {
  const { out } = tool("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-t", "9.6"],
    ...["-b:a", "32k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "-"],
  ]);
  // 9.6 s are 400 frames of 96 bytes; what the encoder adds is left out.
  const part = out.subarray(0, 400 * 96);
  const whole = new Uint8Array(Math.round(seconds / 9.6 * part.length / 96) * 96);
  for (let at = 0; at < whole.length; at += part.length) {
    whole.set(part.subarray(0, whole.length - at), at);
  }
  return whole;
}

const position = "document.querySelector('audio').currentTime";

/** Clicks into the timeline, at a part of its width. */
async function clickAt(page: BrowserPage, share: number): Promise<void> {
  const { x, y, width, height } = await page.run<DOMRectLike>(
    "document.getElementById('lanes').getBoundingClientRect().toJSON()",
  );
  await page.click(x + share * width, y + height / 2);
}

/** Draws the mouse through an element, from one part of its width to another. */
async function dragTo(page: BrowserPage, id: string, from: number, to: number): Promise<void> {
  const { x, y, width, height } = await page.run<DOMRectLike>(
    `document.getElementById("${id}").getBoundingClientRect().toJSON()`,
  );
  const middle = y + height / 2;
  await page.drag([x + from * width, middle], [x + to * width, middle]);
}
type DOMRectLike = { x: number; y: number; width: number; height: number };

/** What axe finds that matters. */
async function troubles(page: BrowserPage): Promise<string[]> {
  await page.run(axe.source);
  const found = await page.run<{ violations: { id: string; impact: string; help: string }[] }>(
    "axe.run().then(({ violations }) => ({ violations: violations.map(({ id, impact, help }) => ({ id, impact, help })) }))",
  );
  return found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, help }) => `${id}: ${help}`);
}

for (
  const [name, seconds] of [["a minute", 60], ["two hours", 7_200], [
    "eight hours",
    28_800,
  ]] as const
) {
  Deno.test(`the page of ${name} plays from where it is clicked, from marks, and by keys`, async () => {
    await withPage({ seconds }, {}, async (page) => {
      await clickAt(page, 0.75);
      assertAlmostEquals(await page.run<number>(position), 0.75 * seconds, 0.5);
      assertAlmostEquals(
        await page.run<number>(position),
        await page.run<number>("Number(document.getElementById('lanes').ariaValueNow)"),
        0.5,
      );
      const before = await page.run<number>(position);
      await page.press("ArrowRight");
      assertAlmostEquals(await page.run<number>(position), Math.min(seconds, before + 5), 0.1);
      await page.press("ArrowLeft");
      assertAlmostEquals(await page.run<number>(position), before, 0.1);
      await page.run("document.querySelectorAll('#marks a')[1].click()");
      const [at] = await page.run<number[]>(
        "[Number(document.querySelectorAll('#marks a')[1].dataset.at)]",
      );
      assertAlmostEquals(await page.run<number>(position), at ?? NaN, 0.1);
      assertEquals(
        await page.run(
          "[...document.querySelectorAll('#marks a')].findIndex((a) => a.ariaCurrent)",
        ),
        1,
      );
      const marks = await page.run<number[]>(
        "[...document.querySelectorAll('#marks a')].map((a) => Number(a.dataset.at))",
      );
      await page.press("n");
      assertAlmostEquals(await page.run<number>(position), marks[2] ?? NaN, 0.1);
      await page.press("p");
      assertAlmostEquals(await page.run<number>(position), marks[1] ?? NaN, 0.1);
      await page.press(" ");
      await page.until("!document.querySelector('audio').paused");
      await page.press(" ");
      await page.until("document.querySelector('audio').paused");
    });
  });
}

for (const look of [{}, { scheme: "dark" }, { width: 390, height: 844, isPhone: true }] as const) {
  Deno.test(`everybody can use the page: ${JSON.stringify(look)}`, async () => {
    await withPage({ seconds: 600 }, look, async (page) => {
      await page.run("document.querySelector('details').open = true");
      assertEquals(await troubles(page), []);
      await page.press("+");
      await page.press("+");
      assertEquals(await page.run("document.getElementById('overview').hidden"), false);
      assertEquals(await troubles(page), []);
      const width = await page.run<number>("document.documentElement.scrollWidth - innerWidth");
      assert(width <= 0, `it is ${width} pixels too wide`);
    });
  });
}

Deno.test("zoomed in, a click is as exact as the view; all of it is one key away", async () => {
  await withPage({ seconds: 28_800 }, {}, async (page) => {
    for (let i = 0; i < 9; i++) await page.press("+");
    await clickAt(page, 0.75);
    // 8 h in halves, nine times: 56 s are in view, from the beginning on.
    assertAlmostEquals(await page.run<number>(position), 0.75 * 28_800 / 2 ** 9, 0.5);
    await page.press("0");
    await clickAt(page, 0.5);
    assertAlmostEquals(await page.run<number>(position), 14_400, 30);
  });
});

Deno.test("titles, marks and names that want to be markup stay text, ten thousand marks too", async () => {
  const marks = Array.from({ length: 10_000 }, (_, i) => `${i} ${HOSTILE}`);
  const name = `a "b" <i>&amp;'#?%25.mp3`;
  await withPage({ seconds: 7_200, title: HOSTILE, marks, name }, {}, async (page) => {
    // The browser joins lines in a title.
    const title = HOSTILE.replace("\n", " ");
    assertEquals(
      (await page.run<string>("document.title")).replace(/\s+/g, " "),
      title.replace(/\s+/g, " "),
    );
    assertEquals(await page.run("document.querySelector('h1').textContent"), HOSTILE);
    assertEquals(await page.run("document.querySelectorAll('#marks a').length"), 10_000);
    assertEquals(
      await page.run("document.querySelector('#marks a:last-child .text').textContent"),
      marks[0],
    );
    assertEquals(await page.run("document.querySelectorAll('script').length"), 2);
    await page.run("document.querySelectorAll('#marks a')[9000].click()");
    assert(await page.run<number>(position) > 6_000);
  });
});

Deno.test("whoever drags in the timeline goes along, also in the small one above it", async () => {
  await withPage({ seconds: 600 }, {}, async (page) => {
    await dragTo(page, "lanes", 0.25, 0.5);
    assertAlmostEquals(await page.run<number>(position), 300, 0.5);
    await page.press("+");
    await dragTo(page, "overview", 0.1, 0.9);
    assertAlmostEquals(await page.run<number>(position), 540, 0.5);
  });
});

Deno.test("a recording without any sound has an axis, and no trouble with it", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "meeting.html");
    const facts = longFacts({ seconds: 60, marks: [] });
    const programme = { ...facts.programme, seconds: 0 };
    const html = pageOf({ ...facts, sides: {}, programme }, {
      columns: 0,
      columnSeconds: 1,
      sides: {},
    });
    Deno.writeTextFileSync(path, html.replace(/ src="[^"]*"/, ""));
    await using browser = await Chromium.start();
    const page = await browser.open(pathToFileURL(path).href, {});
    await page.until("document.querySelector('#lanes svg')");
    await clickAt(page, 0.5);
    assertEquals(page.messages, []);
  });
});

Deno.test("texts without an end fit a phone, the name of what is missing too", async () => {
  await withFolder(async (folder) => {
    const text = "W".repeat(400);
    const name = `${text.slice(0, 240)}.mp3`;
    const facts = longFacts({ seconds: 600, title: text, name, marks: [text] });
    const path = join(folder, "meeting.html");
    const about = { artist: text, album: text, comment: text, faults: [text], notes: [text] };
    Deno.writeTextFileSync(path, pageOf({ ...facts, ...about }, envelopeOf(600)));
    await using browser = await Chromium.start();
    const page = await browser.open(pathToFileURL(path).href, {
      ...{ width: 390, height: 844, isPhone: true },
    });
    await page.until("!document.getElementById('missing').hidden");
    await page.run("document.querySelector('details').open = true");
    // A phone makes the page itself wider.
    assertEquals(await page.run("document.documentElement.scrollWidth"), 390);
  });
});

Deno.test("a page that has lost its recording says so, and still leads to moments", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "meeting.html");
    Deno.writeTextFileSync(path, pageOf(longFacts({ seconds: 600 }), envelopeOf(600)));
    await using browser = await Chromium.start();
    const page = await browser.open(`${pathToFileURL(path).href}#t=120`, {});
    await page.until("!document.getElementById('missing').hidden");
    await clickAt(page, 0.5);
    const shown = "Number(document.getElementById('lanes').ariaValueNow)";
    assertAlmostEquals(await page.run<number>(shown), 300, 1);
    // A browser tells of a file that is not there, and of nothing else.
    assertEquals(page.messages.filter((each) => !each.includes("ERR_FILE_NOT_FOUND")), []);
    assertEquals(new TextDecoder().decode((await page.print()).subarray(0, 4)), "%PDF");
  });
});
