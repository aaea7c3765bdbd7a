/** `--out -`: the sound on standard output, while it is recorded. */
import { removeLargeIfThere } from "../../capture/spool/remove_if_there.ts";
import { type PerTrack, TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { MeetingEvent } from "../../meeting/events/events.ts";
import { outputTrouble } from "../../meeting/ground/output_trouble.ts";
import { clockTime, timeSpan } from "../../meeting/ground/figures.ts";
import type { Meeting } from "../../meeting/meeting.ts";
import type { PreparedMeeting } from "../../meeting/prepare/prepare_meeting.ts";
import type { MeetingReport } from "../../meeting/report/meeting_report.ts";
import { cutsPathOf } from "../../post/publish/cuts_file.ts";
import type { ByteSink } from "../../post/stream/byte_queue.ts";
import type { StreamNews, StreamReport } from "../../post/sound_stream.ts";
import type { LiveStream, World } from "../../meeting/world/world.ts";
import type { AskedStream } from "./stream_request.ts";

/** Who is concerned. */
export interface StreamAudience {
  readonly sink: ByteSink;
  /** Hears what people should know. */
  warn(message: string): void;
  say(line: string): void;
  /** The reader has gone. */
  onGone(): void;
}

/** Listens to a meeting, and makes its stream. */
export class StreamOut implements AsyncDisposable {
  readonly #asked: AskedStream;
  readonly #audience: StreamAudience;
  readonly #stream: LiveStream;
  readonly #out: string;
  #finishing: Promise<StreamReport> | undefined;

  private constructor(
    asked: AskedStream,
    audience: StreamAudience,
    { output }: PreparedMeeting,
    make: (tell: (news: StreamNews) => void) => LiveStream,
  ) {
    this.#asked = asked;
    this.#audience = audience;
    this.#out = output.shown;
    this.#stream = make((news) => this.#tell(news));
  }

  /** Is ready to listen; nothing is written before something is recorded. */
  static async open(
    asked: AskedStream,
    prepared: PreparedMeeting,
    world: World,
    audience: StreamAudience,
  ): Promise<StreamOut> {
    const { format } = asked;
    const { settings } = prepared;
    const ffmpegPath = format === "mp3" ? await world.unpack("ffmpeg") : "";
    const { sink } = audience;
    return new StreamOut(asked, audience, prepared, (tell) => {
      return world.stream({
        ...{ sound: settings, format, ffmpegPath, sink, tell },
        pace: settings.pace,
      });
    });
  }

  /** Takes in what happened; whoever records waits for nothing here. */
  hear(event: MeetingEvent, meeting: Pick<Meeting, "stems"> | undefined): void {
    if (event.event === "progress" && meeting) {
      const { paths, fromFrame } = meeting.stems;
      const frames: PerTrack<number> = {};
      for (const track of TRACK_NAMES) {
        if (paths[track] !== undefined) frames[track] = event.tracks[track]?.frames ?? 0;
      }
      this.#stream.grow(frames, paths, fromFrame);
    }
    if (event.event === "finishing") this.#finishing ??= this.#stream.finish();
  }

  /**
   * The file is there: waits for the reader as long as he reads, and removes the file where none was asked for and all went
   * to him.
   *
   * @returns whether the file stays
   */
  async settle(report: MeetingReport): Promise<boolean> {
    const streamed = await this.#finishing;
    // Where the gate is in doubt the stems were kept for who wants to look: then the file stays with them.
    const isDoubtful = Object.keys(report.stems).length > 0;
    const isTaken = streamed?.isWhole === true && !this.#audience.sink.isNowhere;
    if (!this.#asked.isAlone || !isTaken || isDoubtful) return true;
    const path = report.output.path;
    for (const each of [cutsPathOf(path), path]) await removeLargeIfThere(each);
    this.#audience.say(
      `Recorded ${
        clockTime(streamed.seconds)
      }, all of it to standard output; no file was asked for`,
    );
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream[Symbol.asyncDispose]();
  }

  #tell(news: StreamNews): void {
    const { warn, onGone } = this.#audience;
    const goesOn = `the recording goes on, and all of it will be in ${this.#out}`;
    switch (news.type) {
      case "stalled":
        return warn(
          `Nobody reads standard output since ${clockTime(news.atSeconds)}; ${goesOn}`,
        );
      case "flowing":
        return warn(
          `Standard output is read again; ${
            timeSpan(Math.max(1, news.missedSeconds))
          } of it are missing there`,
        );
      case "lacking":
        return warn(
          `Some sound from before ${
            clockTime(news.atSeconds)
          } is missing on standard output: it came too late, or the gate had taken it; ` +
            `all of it will be in ${this.#out}`,
        );
      case "gone":
        warn(
          `The reader of standard output has gone (at ${clockTime(news.atSeconds)}); ${
            this.#asked.endsWithReader ? `the recording ends, and is in ${this.#out}` : goesOn
          }`,
        );
        return onGone();
      case "failed":
        return warn(
          `Cannot write to standard output any more: ${outputTrouble(news.error)}; ${goesOn}`,
        );
    }
  }
}
