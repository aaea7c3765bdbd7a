import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { RECORDED_MARK } from "../../../meeting/page/file_mark.ts";
import { pageOf } from "../../../meeting/page/page.ts";
import { EXAMPLE } from "../facts/example_facts.ts";
import { envelopeOf, longFacts } from "./long_meeting.ts";

/** What an element holds, as it stands there. */
function contentOf(page: string, element: RegExp): string {
  return element.exec(page)?.[1] ?? "";
}

Deno.test("the policy lets run what is in the page, and nothing else", () => {
  const page = pageOf(EXAMPLE, envelopeOf(80));
  const policy = contentOf(page, /Content-Security-Policy" content="([^"]*)"/).replaceAll(
    "&#39;",
    "'",
  );
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const style = contentOf(page, /<style>([\s\S]*?)<\/style>/);
  const script = contentOf(page, /<script type="module">([\s\S]*?)<\/script>/);
  assert(style.length > 1_000 && script.length > 1_000);
  assertEquals(
    policy,
    [
      ...["default-src 'none'", `style-src ${hash(style)}`, `script-src ${hash(script)}`],
      ...["media-src 'self' file: blob:", "base-uri 'none'", "form-action 'none'"],
    ].join("; "),
  );
  assert(!/\bstyle="|\son\w+="|https?:\/\/(?!www\.w3\.org\/2000\/svg)/.test(page));
});

Deno.test("a page says whether it was made with its recording", () => {
  const { mic: _mic, system: _system, ...others } = EXAMPLE.sides;
  assert(pageOf(EXAMPLE, envelopeOf(80)).includes(RECORDED_MARK));
  assert(!pageOf({ ...EXAMPLE, sides: others }, envelopeOf(80)).includes(RECORDED_MARK));
});

Deno.test("every text of others is escaped, in elements, attributes and data", () => {
  const text = `"></title></script><script>alert(1)</script><!--`;
  const facts = {
    ...longFacts({
      seconds: 60,
      title: text,
      name: `${text.replaceAll("/", "")}.mp3`,
      marks: [text],
    }),
    ...{ artist: text, album: text, comment: text, faults: [text], notes: [text] },
  };
  const { mic } = facts.sides;
  assert(mic);
  const page = pageOf({ ...facts, sides: { mic: { ...mic, name: text } } }, envelopeOf(60));
  assertEquals(page.match(/<script/g)?.length, 2);
  assertEquals(page.match(/<\/script>/g)?.length, 2);
  const escaped = /(?:&#60;|%3C)script(?:&#62;|%3E)alert\(1\)/g;
  assertEquals(page.match(/alert\(1\)/g)?.length, page.match(escaped)?.length);
  assert(!page.includes("<!--"));
});

Deno.test("the page says who spoke, what is missing and when, in words and times of both clocks", () => {
  const page = pageOf(EXAMPLE, envelopeOf(80));
  for (
    const words of [
      ...[
        "Thursday, 26 November 2026",
        "14:00 – 14:01",
        "Not complete: system was lost (unplugged)",
      ],
      ...["Your microphone was muted for 20 s", "Paused for 10 s: nothing of it was kept"],
      ...["The call is missing for 2.00 s: the device was away"],
      ...["1 silence cut out, 00:10 in all", "&#60;b&#62;decided&#60;/b&#62;"],
    ]
  ) assert(page.includes(words), words);
  // The pause began at 20 s; what is heard there is 10 s later.
  assert(
    /data-at="20"><span class="at">00:20<\/span> <span class="day">14:00:20<\/span> [^\n]*Paused/
      .test(page),
  );
  // 30 s into the file 10 s of pause are over: 14:00:40.
  assert(
    page.includes(`data-at="30"><span class="at">00:30</span> <span class="day">14:00:40</span>`),
  );
});

Deno.test("eight hours take less than 300 KB, and no time to speak of", () => {
  const facts = longFacts({ seconds: 28_800 });
  const envelope = envelopeOf(28_800);
  const page = pageOf(facts, envelope);
  assert(page.length < 300_000, `${page.length} bytes`);
  // The machine may have other things to do: the quickest counts.
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    pageOf(facts, envelope);
    return performance.now() - begin;
  });
  assert(Math.min(...times) < 300, `${times} ms`);
});
