/** `deno run -A scripts/plots/plot_terminal.ts`: draws docs/terminal.svg, a real recording as a terminal shows it. */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { project } from "../project/folders.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "../stage/conversation.ts";
import { programCommand } from "../stage/program.ts";
import { TmuxTerminal } from "../stage/tmux_terminal.ts";

const COLUMNS = 92;
const ROWS = 14;
/** Faster than real time, so that the clocks are measured soon; a little less than a minute and a half is shown. */
const PACE = 8;
const SECONDS = 600;
const SHOWN = /Recording 01:2\d/;

/** Of a character, px; the font is whatever monospace the reader has, so its width is told to it. */
const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const COLOURS: Readonly<Record<string, string>> = {
  ...{ "31": "#ff7b72", "32": "#7ee787", "33": "#e3b341" },
  ...{ "2": "#8b949e", "1": "#ffffff" },
};
const PLAIN = "#c9d1d9";

/** A text and what it looks like. */
interface Piece {
  readonly text: string;
  readonly colour: string;
  readonly isBold: boolean;
}

/** One line of the terminal, by its SGR sequences. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let [colour, isBold] = [PLAIN, false];
  // deno-lint-ignore no-control-regex
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    // deno-lint-ignore no-control-regex
    const [, codes] = /^\x1b\[([\d;]*)m$/.exec(part) ?? [];
    if (codes === undefined) {
      if (part !== "") pieces.push({ text: part, colour, isBold });
      continue;
    }
    for (const code of codes.split(";")) {
      if (["", "0", "39", "22"].includes(code)) [colour, isBold] = [PLAIN, false];
      else if (COLOURS[code] !== undefined) {
        colour = COLOURS[code];
        isBold = code === "1";
      }
    }
  }
  return pieces;
}

/** The picture of a screen. */
export function drawing(screen: string): string {
  const lines = screen.split("\n");
  const width = Math.round(COLUMNS * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const text = lines.flatMap((line, row) => {
    const y = MARGIN + (row + 0.75) * CELL.height;
    let column = 0;
    return piecesOf(line).map((piece) => {
      const length = [...piece.text].length;
      const x = MARGIN + column * CELL.width;
      column += length;
      if (piece.text.trim() === "") return "";
      const weight = piece.isBold ? ' font-weight="bold"' : "";
      const size = `textLength="${(length * CELL.width).toFixed(1)}"`;
      return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${piece.colour}"${weight} ` +
        `${size}>${escaped(piece.text)}</text>`;
    });
  }).filter((one) => one !== "");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="14" xml:space="preserve">`,
    "<title>confrec while it records: levels of both sides, clocks, and the keys</title>",
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...text,
    "</svg>\n",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

if (import.meta.main) {
  await using terminal = await TmuxTerminal.start({
    columns: COLUMNS,
    rows: ROWS,
    env: { PS1: "$ ", XDG_CONFIG_HOME: "/nonexistent", NO_COLOR: "" },
  });
  const { near, far } = makeConversation(SECONDS, 0.3);
  for (const [name, samples] of [["Headset", near], ["Speakers", far]] as const) {
    using writer = WavWriter.create(join(terminal.folder, name), {
      ...{ rateHz: CONVERSATION_RATE_HZ, channels: 1, encoding: "pcm16" },
    });
    writer.write(samples);
    writer.finish();
  }
  const program = programCommand().map((word) => `"${word}"`).join(" ");
  await terminal.command(
    `export XDG_CACHE_HOME=$PWD; confrec() { ${program} "$@" --pace ${PACE}; }; clear`,
  );
  await terminal.command(
    "confrec --out meeting.mp3 --duration 5m --mic file:Headset --system file:Speakers",
  );
  await terminal.saw(/Recording 00:4/);
  await terminal.type("mBudget");
  await terminal.press("Enter");
  await terminal.saw(SHOWN);
  const screen = await terminal.colours();
  await Deno.writeTextFile(join(project, "docs", "terminal.svg"), drawing(screen));
  console.log(screen);
  await terminal.press("q");
  await terminal.saw(/^Recorded/m);
}
