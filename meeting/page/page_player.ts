/** What is played and looked at; without a script it is the browser's own player. */
import type { FileFacts } from "../facts/facts_schema.ts";
import { type Html, markup } from "./html.ts";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

/** The player, and the place of the timeline. */
export function player({ file }: FileFacts): Html {
  const speeds = SPEEDS.map((speed) => {
    return markup`<option value="${speed}"${
      speed === 1 ? markup` selected` : ""
    }>${speed}×</option>`;
  });
  return markup`<section class="card deck" aria-labelledby="deck-title">
<h2 id="deck-title" class="hidden">Recording</h2>
<audio id="audio" controls preload="metadata" src="${encodeURIComponent(file.name)}"></audio>
<p id="missing" class="missing" hidden>The sound cannot be played: <b dir="auto">${file.name}</b> is not beside this page, or of a kind that your browser does not play.</p>
<noscript><p class="missing">Waveforms and links to moments need JavaScript.</p></noscript>
<div id="stage" hidden>
<div class="controls">
<button id="back" type="button" aria-label="Back 10 seconds">−10</button>
<button id="play" class="play" type="button" aria-label="Play"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="when-paused" d="M7 4.5v15l13-7.5z"/><path class="when-playing" d="M6 4h4.5v16H6zM13.5 4H18v16h-4.5z"/></svg></button>
<button id="ahead" type="button" aria-label="Ahead 10 seconds">+10</button>
<p class="now"><b><span id="time">00:00</span> <span id="length"></span></b><small id="day"></small></p>
<label class="hidden" for="speed">Speed</label>
<select id="speed">${speeds}</select>
<div class="group" role="group" aria-label="Zoom"><button id="out" type="button" aria-label="Zoom out">−</button><button id="fit" type="button">All</button><button id="in" type="button" aria-label="Zoom in">+</button></div>
</div>
<div id="overview" class="overview" hidden></div>
<div id="lanes" class="lanes" role="slider" tabindex="0" aria-label="Position in the recording" aria-valuemin="0" aria-valuemax="0" aria-valuenow="0"></div>
<p class="keys"><kbd>space</kbd> plays · <kbd>←</kbd> <kbd>→</kbd> 5 s, with <kbd>shift</kbd> a minute · <kbd>n</kbd> <kbd>p</kbd> next and previous mark · <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom</p>
</div>
</section>`;
}
