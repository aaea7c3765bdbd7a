/** The world as it really is: devices, workers, ffmpeg. */
import { Session } from "../../capture/session/session.ts";
import { queryDevices } from "../../capture/source/devices.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { platform } from "../../ffi/system/platform.ts";
import { userCacheFolder } from "../../ffi/system/private_folder.ts";
import { type FinishOptions, Programme, type ProgrammeReport } from "../../post/programme.ts";
import { formOf, programmeOptions, rnnoiseUrl } from "../settings/programme_settings.ts";
import { SoundStream } from "../../post/sound_stream.ts";
import type { FileMaker, LiveStream, ProgrammeRequest, StreamRequest, World } from "./world.ts";

/** This machine. */
export const realWorld: World = {
  now: () => new Date(),
  hostName: () => Deno.hostname(),
  devices: async () => queryDevices(await unpackEmbedded("confrec_audio")),
  unpack: unpackEmbedded,
  keepAwake: () => platform.keepAwake(),
  cacheFolder: () => userCacheFolder(),
  freeBytes: (folder) => platform.freeBytes(folder),
  largestFile: (folder) => platform.largestFile(folder),
  startSession: Session.start,
  programme,
  stream,
};

/** A programme of a meeting that may go on for longer than a cache is left alone. */
class LastingProgramme extends Programme {
  override async finish(options: FinishOptions): Promise<ProgrammeReport> {
    // Where ffmpeg was unpacked it is again then; why it is not says who needs it.
    if (this.isEncoded) await unpackEmbedded("ffmpeg").catch(() => {});
    return await super.finish(options);
  }
}

/** The one place in which a programme is made: of a session, of recordings that exist, of what a crash has left. */
function programme(request: ProgrammeRequest): FileMaker {
  const { stems, sound, format, rateHz, chunksFolder, ffmpegPath, mode } = request;
  const { signal, onProgress, part, tagBytes } = request;
  return new LastingProgramme({
    stems,
    options: programmeOptions(sound, format, rateHz),
    form: formOf(sound, format),
    chunksFolder,
    ffmpegPath,
    rnnoiseUrl: rnnoiseUrl(),
    mode,
    ...(tagBytes === undefined ? {} : { tagBytes }),
    ...(part === undefined ? {} : { part }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

function stream({ sound, format, ffmpegPath, pace, sink, tell }: StreamRequest): LiveStream {
  const form = formOf(sound, format);
  return new SoundStream({
    options: programmeOptions(sound, format),
    form: form.type === "mp3" ? { ...form, ffmpegPath } : form,
    rnnoiseUrl: rnnoiseUrl(),
    ...{ pace, sink, tell },
  });
}
