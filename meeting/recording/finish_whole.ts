/** From a session that has ended to its file: of a recording that was not split. */
import type { SessionReport } from "../../capture/session/session_types.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import { notePublished } from "../../capture/recovery/left_session.ts";
import type { ChunkProgress } from "../../post/chunks/chunk_board.ts";
import { describeFile } from "../beside/describe_file.ts";
import type { SessionNews } from "../events/session_news.ts";
import type { FileStory } from "../facts/file_story.ts";
import { progressOfRest } from "../ground/progress_of_rest.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import type { StopReason } from "../ground/stop_reason.ts";
import { keepNeededStems } from "../output/keep_stems.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { isInDoubt, soundWords } from "../report/file_sound.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import { faultsOf, recordedReport } from "../report/recorded_report.ts";
import { fileTag } from "../settings/file_tag.ts";
import type { FileMaker, MadeFile } from "../world/world.ts";
import { withStemsHeld } from "./hold_stems.ts";

/** What has been recorded, and who wants to know how it goes. */
export interface RecordedWhole {
  readonly prepared: PreparedMeeting;
  readonly spool: Spool;
  readonly session: SessionReport;
  readonly news: SessionNews;
  readonly reason: StopReason;
  /** For the file's date; and when the first frame was heard. */
  readonly startedAt: Date;
  readonly begunAt: Date;
  /** Is given what to call as the chunks come. */
  follow(onChunks: (progress: ChunkProgress) => void): void;
  onProgress(share: number): void;
  warn(message: string): void;
}

/** Makes the file, and says what there is to say of it; the spool is still there then. */
export async function finishWhole(maker: FileMaker, o: RecordedWhole): Promise<MeetingReport> {
  const { prepared, spool, session, news, reason } = o;
  const { output, settings } = prepared;
  const { keepStems, force, gate } = settings;
  const made = await withStemsHeld(spool, output, () => makeFile(maker, o));
  const faults = faultsOf({ reason, session, news, made });
  const { facts, warnings } = await describeFile({
    ...{ output, made, faults, force, file: settings, sound: settings, original: "stem" },
    story: storyOfNews(o),
  });
  const need = { isAsked: keepStems, isInDoubt: isInDoubt(made, gate) };
  // Whoever finishes this spool after a crash need not, and must not, make the file again.
  const file = { out: output.path, bytes: made.bytes, keepStems: need.isInDoubt };
  await notePublished(spool, file).catch(() => {});
  for (const message of [...soundWords(made, "stem"), ...warnings]) o.warn(message);
  const advice = adviceFor(spool);
  const stems = await keepNeededStems(spool, need, output.stemPaths, force, advice);
  return recordedReport({
    output,
    session,
    news,
    made,
    stems,
    faults,
    ...(facts ? { facts } : {}),
  });
}

async function makeFile(maker: FileMaker, o: RecordedWhole): Promise<MadeFile> {
  const { prepared: { output, settings, cover }, session: { frames, rateHz }, news } = o;
  await using programme = maker;
  const share = progressOfRest(programme.progress.chunksDone);
  o.follow((progress) => o.onProgress(share(progress)));
  return await programme.finish({
    frames,
    pauses: news.hushed.pauses,
    endFrame: news.tailFrame,
    target: output.path,
    force: settings.force,
    sha256: settings.sidecar,
    envelope: settings.report,
    ...fileTag(
      { file: settings, cover, path: output.path },
      { startedAt: o.startedAt, marks: news.marks, seconds: frames / rateHz },
    ),
    advice: adviceFor(o.spool),
  });
}

function storyOfNews({ begunAt, session, news }: RecordedWhole): FileStory {
  const { gaps, marks, hushed, records } = news;
  return {
    ...{ startedAt: begunAt, report: session, gaps, marks, hushed },
    troubles: { mic: records.mic.troubles, system: records.system.troubles },
  };
}

function adviceFor(spool: Spool): string {
  return `finish it with: ${recoverCommand(spool.folder)}`;
}
