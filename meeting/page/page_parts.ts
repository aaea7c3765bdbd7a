/** The parts of the page that are text: they are read without a script, too. */
import type { FileFacts, SideFacts, SideName } from "../facts/facts_schema.ts";
import { channelCount, clockTime, fileSize } from "../ground/figures.ts";
import { type FactNote, factNotes, SHORT_SIDES } from "../report/fact_words.ts";
import { type Html, markup } from "./html.ts";
import { LocalClock, recordedAt } from "./moments.ts";

/** Title, day, times, and the figures that people ask for first. */
export function header(facts: FileFacts): Html {
  const { programme: { seconds, loudnessLufs }, file, recordedSeconds, part, marks } = facts;
  const clock = LocalClock.of(facts);
  const when = clock === undefined
    ? []
    : [clock.date(), `${clock.time(0, false)} – ${clock.time(recordedSeconds, false)}`];
  const words = [...when, ...part ? [`part ${part.number}`] : []];
  const by = [facts.artist, facts.album].filter((text) => text !== undefined).join(" · ");
  const figures: [string | number, string][] = [
    [clockTime(seconds), "long"],
    [fileSize(file.bytes), file.type.toUpperCase()],
    ...(loudnessLufs === null ? [] : [[signed(loudnessLufs), "LUFS"] as [string, string]]),
    ...(marks.length === 0
      ? []
      : [[marks.length, marks.length === 1 ? "mark" : "marks"] as [number, string]]),
  ];
  return markup`<header>
<h1 dir="auto">${facts.title}</h1>
${
    words.length === 0
      ? ""
      : markup`<p class="when">${words.map((word) => markup`<span>${word}</span>`)}</p>`
  }${
    [by, facts.comment ?? ""].filter((text) => text !== "").map((text) => {
      return markup`
<p class="by" dir="auto">${text}</p>`;
    })
  }
<ul class="figures">
${
    figures.map(([figure, unit]) =>
      markup`<li><b>${figure}</b> ${unit}</li>
`
    )
  }</ul>
</header>`;
}

/** A level with a minus as print has it. */
function signed(level: number): string {
  return level.toFixed(1).replace("-", "−");
}

/** A moment of the file, and where it was in the recording, if that is known. */
interface Moment {
  readonly atSeconds: number;
  readonly recordedAtSeconds?: number;
}

/** A link to a moment of the file. What was cut there was later than what is told of, where that lies in the cut. */
function momentLink(facts: FileFacts, { atSeconds, ...moment }: Moment, text: string): Html {
  const { recordedAtSeconds = recordedAt(facts, atSeconds) } = moment;
  const day = LocalClock.of(facts)?.time(recordedAtSeconds);
  return markup`<a href="#t=${atSeconds}" data-at="${atSeconds}"><span class="at">${
    clockTime(atSeconds)
  }</span> ${
    day === undefined ? "" : markup`<span class="day">${day}</span> `
  }<span class="text" dir="auto">${text}</span></a>`;
}

/** More marks than these are not aligned by their widest. */
const MOST_ALIGNED = 300;

/** What was marked. */
export function marksSection(facts: FileFacts): Html {
  const list = facts.marks.map((mark, i) => {
    const text = mark.text === "" ? `Mark ${i + 1}` : mark.text;
    return markup`<li>${momentLink(facts, mark, text)}</li>
`;
  });
  return markup`<section class="card" aria-labelledby="marks-title">
<h2 id="marks-title">Marks</h2>
${
    list.length === 0
      ? markup`<p class="none">Nothing was marked. While you record, <kbd>m</kbd> marks a moment, and so does <code>confrec mark</code>.</p>`
      : markup`<ol id="marks" class="${list.length > MOST_ALIGNED ? "moments many" : "moments"}">
${list}</ol>`
  }
</section>`;
}

/** How much each side talked. */
export function talkSection({ sides, talk }: FileFacts): Html {
  const all = Object.entries(sides) as [SideName, SideFacts][];
  const both = { seconds: talk.bothSeconds, share: talk.bothShare };
  const silent = { seconds: talk.silentSeconds, share: talk.silentShare };
  return markup`<section class="card" aria-labelledby="talk-title">
<h2 id="talk-title">Who spoke</h2>
<table class="talk">
<thead class="hidden"><tr><th>Who</th><td></td><th>Share</th><th>Time</th></tr></thead>
<tbody>
${all.map(([id, { speech }]) => talkRow(id, SHORT_SIDES[id], speech))}${
    all.length > 1 ? talkRow("both", "Both at once", both) : ""
  }${talkRow("silent", "Nobody", silent)}</tbody>
</table>
</section>`;
}

function talkRow(
  id: string,
  label: string,
  { seconds, share }: { readonly seconds: number; readonly share: number },
): Html {
  const percent = Math.round(100 * share);
  return markup`<tr><th scope="row">${label}</th><td><svg class="bar ${id}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="fill" width="${percent}" height="8"/></svg></td><td class="number">${percent} %</td><td class="number">${
    clockTime(Math.round(seconds))
  }</td></tr>
`;
}

/** What is missing, what was paused, what was wrong. */
export function notesSection(facts: FileFacts): Html {
  const notes = factNotes(facts);
  const line = ({ kind, atSeconds, text, ...moment }: FactNote) =>
    markup`<li class="${kind}">${
      atSeconds === undefined
        ? markup`<span class="text" dir="auto">${text}</span>`
        : momentLink(facts, { atSeconds, ...moment }, text)
    }</li>
`;
  return markup`<section class="card" aria-labelledby="notes-title">
<h2 id="notes-title">Good to know</h2>
${
    notes.length === 0
      ? markup`<p class="none">Nothing is missing, nothing was paused, and no trouble was found with the sound.</p>`
      : markup`<ul class="moments notes">
${notes.map(line)}</ul>`
  }
</section>`;
}

/** What few people ask for. */
export function detailsSection({ file, programme, sides, versions }: FileFacts): Html {
  const { rateHz, channels, truePeakDb, layout } = programme;
  const places = layout === "split" ? ", you left, the call right" : "";
  const rows: [string, string | Html][] = [
    ["File", markup`<span dir="auto">${file.name}</span>`],
    ["Sound", `${rateHz} Hz, ${channelCount(channels)}${places}`],
    ["True peak", truePeakDb === null ? "silence" : `${signed(truePeakDb)} dBTP`],
    ...(Object.entries(sides) as [SideName, SideFacts][]).map(([id, side]): [string, Html] => [
      SHORT_SIDES[id],
      markup`<span dir="auto">${side.name}</span>${clockWords(side)}`,
    ]),
  ];
  if (file.sha256 !== undefined) rows.push(["SHA-256", markup`<code>${file.sha256}</code>`]);
  rows.push(["Made by", `confrec ${versions["confrec"] ?? ""}`]);
  return markup`<details class="card">
<summary>Details</summary>
<dl>
${
    rows.map(([term, words]) =>
      markup`<dt>${term}</dt><dd>${words}</dd>
`
    )
  }</dl>
</details>`;
}

function clockWords({ clock }: SideFacts): string {
  if (clock === undefined || clock.ppm === 0) return "";
  return `, clock ${clock.ppm > 0 ? "+" : ""}${clock.ppm.toFixed(1)} ppm`;
}
