/** Turns stems into the finished file: begin reading here. */
import { type MadePart, reportOfPart, tagOfPart, unheardIn } from "./made_part.ts";
import { makeRenderJob } from "./plan/order_render.ts";
import { appendWavCues } from "../formats/wav_cues.ts";
import type { Id3Tag } from "../formats/id3.ts";
import type { HeardStems } from "./ground/heard_stems.ts";
import { TRACK_NAMES, type TrackName } from "../capture/ground/tracks.ts";
import { join } from "node:path";
import type { ChunkProgress } from "./chunks/chunk_board.ts";
import { ChunkMaker, type Known } from "./chunks/chunk_maker.ts";
import { CHUNK_MP3_FRAMES, delayIn, MP3_FRAME_SAMPLES, mp3RangeOf } from "./chunks/chunk_shape.ts";
import { settingsKey } from "./chunks/settings_key.ts";
import type { PartPlace } from "./ground/part_place.ts";
import type { Segment } from "./ground/segments.ts";
import { type ProgrammeSound, soundOf } from "./ground/sound.ts";
import { abortError, OutputError } from "./publish/output_error.ts";
import { CutFinder } from "./plan/cut_finder.ts";
import { cutList, cutsPathOf, writeCuts } from "./publish/cuts_file.ts";
import { micOrders } from "./analysis/changed_stems.ts";
import { makePlan, type Wanted } from "./plan/plan.ts";
import { outlineOf, withEnvelope } from "./outline/outline.ts";
import { cuesOf, programmeOrigin } from "./plan/programme_tag.ts";
import type { FinishOptions, ProgrammeReport } from "./programme_report.ts";
import type { ProgrammeSettings } from "./programme_types.ts";
import { defaultWorkers, PostPool } from "./post_pool.ts";
import { publish } from "./publish/publish.ts";
import { longestPause } from "./analysis/longest_pause.ts";
import { AnalysisClient } from "./analysis/analysis_client.ts";
import { PageFile } from "./analysis/page_file.ts";
import { type Verified, verifyMp3, verifyWav } from "./publish/verify.ts";

export type * from "./programme_report.ts";
export type * from "./programme_types.ts";

/** Niceness of ffmpeg beside a recording. */
const LIVE_NICENESS = 10;

/**
 * Turns stems into the finished file, while they grow or afterwards, in the same way: analysis → plan → chunks → splice.
 *
 * Live, call `grow` as the stems get longer, and `finish` at the end. Offline, call `finish`. The bytes are the same:
 * they depend on stems and settings alone. Trouble while recording (a full disk, an ffmpeg that is gone) waits until
 * `finish`, which tries again before it throws.
 */
export class Programme implements AsyncDisposable {
  readonly #s: ProgrammeSettings;
  readonly #sound: ProgrammeSound;
  readonly #analyses = new Map<TrackName, AnalysisClient>();
  readonly #pool: PostPool;
  readonly #pages: PageFile;
  readonly #cutFinder: CutFinder;
  readonly #chunks: ChunkMaker | undefined;
  readonly #onAbort = () => void this.#close(abortError());
  #wanted: Wanted;
  #finishing = false;
  #ended: Error | undefined;

  constructor(settings: ProgrammeSettings) {
    this.#s = settings;
    this.#wanted = { part: settings.part };
    this.#sound = soundOf(settings.options);
    this.#cutFinder = new CutFinder(settings.options.trim);
    this.#pages = new PageFile(join(settings.chunksFolder, "levels.tmp"));
    this.#pool = new PostPool(settings.workers ?? defaultWorkers(settings.mode), {
      analystsRender: settings.mode === "live",
      ...(settings.workerModule === undefined ? {} : { module: settings.workerModule }),
    });
    if (settings.form.type === "mp3") {
      this.#chunks = new ChunkMaker({
        folder: settings.chunksFolder,
        settingsKey: settingsKey(settings.form.rate, settings.ffmpegPath, this.#sound),
        rate: settings.form.rate,
        ffmpegPath: settings.ffmpegPath,
        workers: this.#pool,
        onProgress: (progress) => this.#report(progress),
        ...(settings.mode === "offline" ? {} : { niceness: LIVE_NICENESS }),
        stepsAside: settings.mode === "background",
        ...(settings.tagBytes === undefined ? {} : { tagBytes: settings.tagBytes }),
        ...(settings.chunkMp3Frames === undefined
          ? {}
          : { chunkMp3Frames: settings.chunkMp3Frames }),
      });
    }
    for (const track of TRACK_NAMES) this.#startAnalysis(track);
    if (settings.signal?.aborted) this.#onAbort();
    else settings.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Whether ffmpeg is needed for it. */
  get isEncoded(): boolean {
    return this.#chunks !== undefined;
  }

  /** How far the chunks are. */
  get progress(): ChunkProgress {
    return this.#chunks?.progress ?? { chunksDone: 0, chunksTotal: 0, waiting: 0 };
  }

  /**
   * The stems have so many frames on disk by now; a track that is not named has not grown.
   *
   * @param gainSteps with which the part before has ended, once that is known
   * @param pauses what is off the record, in order; one that has begun on the disk must be among them
   */
  grow(
    frames: Readonly<Partial<Record<TrackName, number>>>,
    pauses: readonly Segment[] = [],
    gainSteps?: PartPlace["gainSteps"],
  ): void {
    if (this.#ended) return;
    this.#beginWith(gainSteps);
    this.#wanted = { ...this.#wanted, pauses };
    for (const [track, analysis] of this.#analyses) {
      analysis.grow(frames[track] ?? 0, frames.system);
    }
  }

  #beginWith(gainSteps: PartPlace["gainSteps"]): void {
    const { part } = this.#wanted;
    if (part && gainSteps) this.#wanted = { ...this.#wanted, part: { ...part, gainSteps } };
  }

  /** The middle of the longest pause between two frames of the stems, as far as that is known. */
  longestPause(fromFrame: number, toFrame: number): number | undefined {
    const analyses = [...this.#analyses.values()].map((each) => each.analysis);
    try {
      return longestPause(analyses, fromFrame, toFrame);
    } catch {
      // A disk that does not give back what is known must not keep anybody from going on.
      return undefined;
    }
  }

  /**
   * Does what is left to do, and gives the file its name once it has been read back and found whole.
   *
   * @throws {OutputError} when the file cannot be written, or is not what it should be
   * @throws {DOMException} `AbortError` when the signal came
   * @throws what else went wrong (a stem that cannot be read, no ffmpeg); all that was recorded is still there
   */
  async finish(o: FinishOptions): Promise<ProgrammeReport> {
    this.#finishing = true;
    const { pauses = this.#wanted.pauses, toFrame, endFrame } = o;
    this.#wanted = { ...this.#wanted, pauses, toFrame, endFrame };
    this.#beginWith(o.gainSteps);
    try {
      this.#goOn();
      this.#chunks?.hurry();
      await Promise.all([...this.#analyses.values()].map((each) => each.end(o.frames)));
      this.#goOn();
      if (this.#s.mode === "live") this.#pool.size = this.#s.workers ?? defaultWorkers("offline");
      const { unheardTracks, ...made } = await this.#makeHeard(o);
      const { part, known } = made;
      const { rateHz, channels, file } = known.plan;
      const frames = file.toFrame - file.fromFrame;
      this.#goOn();
      const verify = this.#chunks ? verifyMp3 : verifyWav;
      let verified: Verified = {};
      const { from, to } = mp3RangeOf(file, known.plan.frames);
      await publish(part, o.target, {
        force: o.force,
        advice: o.advice,
        mode: this.#s.form.mode,
        verify: (path) => {
          const { sha256 = false } = o;
          const expected = { frames, rateHz, channels, mp3Frames: to - from, sha256 };
          verified = verify(path, expected, o.advice);
        },
      });
      if (this.#s.options.trim !== "off") {
        const { segments, sessionFrames, stemRateHz } = known.plan;
        const span = {
          fromFrame: this.#wanted.part?.fromFrame ?? 0,
          toFrame: o.toFrame ?? sessionFrames,
        };
        writeCuts(cutsPathOf(o.target), cutList(segments, span, stemRateHz), o.advice);
      }
      const { size: bytes } = await Deno.stat(o.target);
      const report = reportOfPart(made, o.toFrame);
      return {
        ...{ path: o.target, bytes, unheardTracks, ...verified, ...report },
        ...(o.envelope ? { outline: withEnvelope(report.outline) } : {}),
      };
    } catch (error) {
      throw this.#ended ?? OutputError.from(error, o.target, o.advice);
    }
  }

  /** Ends all workers; what is under way is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#s.signal?.removeEventListener("abort", this.#onAbort);
    await this.#close(abortError());
  }

  async #close(reason: Error): Promise<void> {
    this.#ended ??= reason;
    await Promise.all([this.#chunks?.close(reason), this.#pool.close()]);
    this.#pages[Symbol.dispose]();
  }

  #goOn(): void {
    if (this.#ended) throw this.#ended;
  }

  #startAnalysis(track: TrackName): void {
    const path = this.#s.stems[track];
    if (path === undefined) return;
    const client = new AnalysisClient({
      track,
      path,
      sound: this.#sound,
      file: this.#pages,
      ...(this.#s.rnnoiseUrl === undefined ? {} : { rnnoiseUrl: this.#s.rnnoiseUrl }),
      ...(track === "mic" ? micOrders(this.#s) : {}),
      worker: () => {
        this.#goOn();
        return this.#pool.analyst(track);
      },
      onUpdate: () => this.#advance(),
    });
    this.#analyses.set(track, client);
  }

  #advance(): void {
    if (this.#ended || !this.#chunks) return;
    // Offline the gains are final in a moment: only who has nothing better to do begins before.
    if (this.#s.mode === "live" || this.#pool.hasIdleWorker) this.#chunks.update(this.#known());
  }

  /** How many chunks there will be is known once the stems are analysed; until then progress would be of too few. */
  #report(progress: ChunkProgress): void {
    const grows = this.#s.mode === "live" && !this.#finishing;
    const analysed = [...this.#analyses.values()].every(({ analysis }) => analysis.finished);
    if (grows || analysed) this.#s.onProgress?.(progress);
  }

  #known(): Known {
    const analyses = [...this.#analyses.values()].map((each) => each.analysis);
    const stems: { -readonly [track in TrackName]?: HeardStems[track] } = {};
    for (const [track, { analysis: { frames }, stem }] of this.#analyses) {
      // A stem without frames may have no file.
      if (frames > 0) stems[track] = { ...stem, frames };
    }
    return {
      plan: makePlan(analyses, this.#sound, this.#cutFinder, this.#wanted),
      analyses,
      stems,
    };
  }

  /** Makes the file, and once more where a side that holds sound is not in it. */
  async #makeHeard(o: FinishOptions): Promise<MadePart & { unheardTracks: TrackName[] }> {
    const first = await this.#makePart(o);
    const missing = unheardIn(first);
    if (missing.length === 0) return { ...first, unheardTracks: [] };
    this.#goOn();
    await Promise.all(missing.map((track) => this.#analyses.get(track)?.distrust()));
    const second = await this.#makePart(o);
    return { ...second, unheardTracks: unheardIn(second) };
  }

  async #makePart(o: FinishOptions): Promise<MadePart> {
    const known = this.#known();
    const { file, frames } = known.plan;
    const outline = outlineOf(known.analyses, known.plan, this.#wanted.part?.fromFrame);
    const id3 = tagOfPart(o, known.plan, outline, this.#wanted.part?.fromFrame);
    const { chapters = [] } = id3;
    const about = { known, outline, chapters };
    if (!this.#chunks) return { ...about, ...await this.#writeWav(known, id3) };
    const { path: part, peaks, sounds } = await this.#chunks.finish(known, {
      samples: file.toFrame - file.fromFrame,
      delay: delayIn(mp3RangeOf(file, frames), file),
      id3,
    });
    return { ...about, part, peaks, sounds };
  }

  async #writeWav(
    { plan, analyses, stems }: Known,
    tag: Id3Tag,
  ): Promise<Pick<MadePart, "part" | "peaks" | "sounds">> {
    const path = join(this.#s.chunksFolder, "programme.part");
    const bits = this.#s.form.type === "wav" ? this.#s.form.bits : 16;
    const { fromFrame, toFrame } = plan.file;
    const job = makeRenderJob(plan, analyses, fromFrame, toFrame);
    const chunkFrames = CHUNK_MP3_FRAMES * MP3_FRAME_SAMPLES;
    const chunksTotal = Math.ceil((toFrame - fromFrame) / chunkFrames);
    const order = { type: "wav", job, stems, bits, path, origin: programmeOrigin(tag) } as const;
    const { peaks, sounds } = await this.#pool.writeWav(order, (frames) => {
      const chunksDone = Math.floor(frames / chunkFrames);
      this.#s.onProgress?.({ chunksDone, chunksTotal, waiting: chunksTotal - chunksDone });
    });
    const { chapters = [] } = tag;
    if (chapters.length > 0) appendWavCues(path, cuesOf(chapters, plan.rateHz));
    return { part: path, peaks, sounds };
  }
}
