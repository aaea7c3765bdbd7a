/** What can be wrong with the sound of one side, and from when on it is worth a word. */
import type { Muted } from "../source/source.ts";
import type { SoundFacts } from "./sound_facts.ts";
import type { TrackName } from "../ground/tracks.ts";

/**
 * The kinds of trouble, the worst first.
 *
 * `muted`: the system has muted the device, or our stream, and nothing comes. `digital-silence`: not even noise comes. `no-signal`: nothing but the noise of an input that hears nothing, while the
 * other side talks. `too-quiet`: somebody talks, and is hardly heard. `clipping`: too loud for the converter. `hum`: of
 * the mains.
 */
export const TROUBLES = [
  ...["muted", "digital-silence", "no-signal", "too-quiet", "clipping", "hum"] as const,
];

/** Something that is wrong with the sound of a side. */
export interface SoundTrouble {
  readonly kind: typeof TROUBLES[number];
  /** Normal at times, and so worth no more than a note. */
  readonly gentle?: boolean;
  /** Of `too-quiet` and `hum`: how loud it is, dBFS. */
  readonly levelDb?: number;
  /** Of `hum`: the frequency of the mains. */
  readonly hz?: number;
  /** Of `muted`: what is, and the name of the device. */
  readonly what?: Muted["what"];
  readonly name?: string;
  /** Of `no-signal`: for how long there has been none. */
  readonly quietSeconds?: number;
}

/** What a judgement needs beside the facts. */
export interface Moment {
  /** Time of the session, and how much of it has passed since the last judgement. */
  readonly atSeconds: number;
  readonly passed: number;
  /** Whether the other side talks. */
  readonly otherTalks: boolean;
}

/**
 * What is muted is reported when nothing has come for so long, seconds: some outputs that are muted can be recorded all the
 * same.
 */
const MUTED_SECONDS = 1;
/** Digital silence is reported after so long; each time it has ended, only after twice as long, up to a limit. */
const DEAD_SECONDS = 5;
const LONGEST_DEAD_SECONDS = 80;
/** The other side has to have talked for a part of the time in which this one gave no signal. */
const TALKED_SHARE = 0.25;
/** Talk below this is far too quiet, dBFS; above the second it is not any more, and above the last it is all right. */
const TOO_QUIET_DB = -50;
const LOUD_ENOUGH_DB = -47;
/** Whoever was heard well has the right level, and gets no report of faint sounds for so long. */
const WELL_HEARD_SECONDS = 300;
/** Part of the time in which somebody must talk before it is talk. */
const LEAST_TALK_SHARE = 0.2;
/** What is quieter is no talk, dBFS. */
const LEAST_TALK_DB = -80;
/** So many flat tops in so long, and not all at once: a door that slams does not mean that the level is wrong. */
const CLIPS = 5;
const CLIP_SECONDS = 10;
/** A hum that is covered for a while has not ended. */
const HUM_GONE_SECONDS = 20;

/** Levels from which on a side counts as talking, dBFS: the noise of a microphone's room must not. */
const TALKING_DB = { mic: -60, system: -50 } as const;

/** The rules for one side; what they remember is of one source. */
export class TroubleRules {
  readonly #track: TrackName;
  readonly #warnSilenceSeconds: number;
  #deadSeconds = DEAD_SECONDS;
  #isDead = false;
  #isTooQuiet = false;
  #isClipping = false;
  #otherTalked = 0;
  #wellHeardAt = -Infinity;
  #heardSeconds = 0;
  #clips = 0;
  /** Flat tops of the last seconds. */
  #recentClips: { readonly atSeconds: number; readonly count: number }[] = [];
  #hum: SoundTrouble | undefined;
  #humAt = -Infinity;

  constructor(track: TrackName, warnSilenceSeconds: number) {
    this.#track = track;
    this.#warnSilenceSeconds = warnSilenceSeconds;
  }

  /** Whether somebody talks on this side, or something plays. */
  talks({ nowDb, floorDb, talkShare }: SoundFacts): boolean {
    if (nowDb < TALKING_DB[this.#track]) return false;
    return this.#track === "system" || (talkShare >= LEAST_TALK_SHARE && nowDb >= floorDb + 10);
  }

  /** All that is wrong at this moment. */
  judge(facts: SoundFacts, moment: Moment): SoundTrouble[] {
    // Another source, or the same one opened again.
    if (facts.heardSeconds < this.#heardSeconds) this.reset();
    this.#heardSeconds = facts.heardSeconds;
    const { muted, deadSeconds } = facts;
    const isMuted = muted !== undefined && deadSeconds >= MUTED_SECONDS;
    const found = [
      isMuted ? { kind: "muted", ...muted } as const : undefined,
      this.#judgeDead(facts, isMuted),
      this.#judgeSignal(facts, moment, isMuted),
      this.#judgeLevel(facts, moment),
      this.#judgeClips(facts, moment),
      this.#judgeHum(facts, moment),
    ];
    return found.filter((trouble) => trouble !== undefined);
  }

  /** The source is gone; the next one is judged anew. */
  reset(): void {
    this.#isDead = this.#isTooQuiet = this.#isClipping = false;
    this.#otherTalked = this.#heardSeconds = this.#clips = 0;
    this.#wellHeardAt = this.#humAt = -Infinity;
    this.#recentClips = [];
    this.#hum = undefined;
  }

  #judgeDead(
    { deadSeconds, wasAlive }: SoundFacts,
    isMuted: boolean,
  ): SoundTrouble | undefined {
    const gentle = this.#track === "system";
    // What the computer plays has pauses; that it never played anything is worth a note.
    if (gentle && wasAlive) return undefined;
    if (this.#isDead && deadSeconds < DEAD_SECONDS) {
      this.#deadSeconds = Math.min(LONGEST_DEAD_SECONDS, 2 * this.#deadSeconds);
    }
    // What is muted is silent for a reason that is known; what was reported before stays.
    if (isMuted && !this.#isDead) return undefined;
    this.#isDead = deadSeconds >= (this.#isDead ? DEAD_SECONDS : this.#deadSeconds);
    return this.#isDead ? { kind: "digital-silence", ...(gentle ? { gentle } : {}) } : undefined;
  }

  #judgeSignal(
    { quietSeconds }: SoundFacts,
    { passed, otherTalks }: Moment,
    isMuted: boolean,
  ): SoundTrouble | undefined {
    if (quietSeconds < 1) this.#otherTalked = 0;
    else if (otherTalks) this.#otherTalked += Math.min(passed, quietSeconds);
    const enough = this.#warnSilenceSeconds;
    const isReported = isMuted || (this.#isDead && this.#track === "mic");
    const isSilent = quietSeconds >= enough && this.#otherTalked >= TALKED_SHARE * enough;
    return isSilent && !isReported ? { kind: "no-signal", quietSeconds } : undefined;
  }

  #judgeLevel(
    { heardSeconds, loudDb, talkShare }: SoundFacts,
    { atSeconds }: Moment,
  ): SoundTrouble | undefined {
    const talks = talkShare >= LEAST_TALK_SHARE && loudDb >= LEAST_TALK_DB;
    if (talks && loudDb >= LOUD_ENOUGH_DB) {
      this.#isTooQuiet = false;
      this.#wellHeardAt = atSeconds;
    }
    const wasWell = atSeconds - this.#wellHeardAt < WELL_HEARD_SECONDS;
    if (talks && loudDb < TOO_QUIET_DB && heardSeconds >= 8 && !wasWell) this.#isTooQuiet = true;
    return this.#isTooQuiet ? { kind: "too-quiet", levelDb: loudDb } : undefined;
  }

  #judgeClips({ clips }: SoundFacts, { atSeconds }: Moment): SoundTrouble | undefined {
    const count = clips - this.#clips;
    this.#clips = clips;
    if (count > 0) this.#recentClips.push({ atSeconds, count });
    this.#recentClips = this.#recentClips.filter((one) => atSeconds - one.atSeconds < CLIP_SECONDS);
    const recent = this.#recentClips;
    const all = recent.reduce((sum, one) => sum + one.count, 0);
    const [first] = recent;
    const apart = first !== undefined && (recent.at(-1)?.atSeconds ?? 0) - first.atSeconds >= 1;
    this.#isClipping = this.#isClipping ? all > 0 : all >= CLIPS && apart;
    return this.#isClipping ? { kind: "clipping" } : undefined;
  }

  #judgeHum({ hum }: SoundFacts, { atSeconds }: Moment): SoundTrouble | undefined {
    if (hum !== undefined) {
      this.#hum = { kind: "hum", hz: hum.hz, levelDb: hum.levelDb };
      this.#humAt = atSeconds;
    } else if (atSeconds - this.#humAt >= HUM_GONE_SECONDS) this.#hum = undefined;
    return this.#hum;
  }
}
