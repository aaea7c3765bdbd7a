/** Which of the programs that record or play are in a call. */
import type { SoundUse } from "../../ffi/sound_uses.ts";

/** A program in a call. */
export interface Call {
  /** What it is called, as far as anybody knows. */
  readonly program: string;
  /** 0 where nobody knows. */
  readonly pid: number;
}

/** Who never is. */
export interface NoCalls {
  /** This process. */
  readonly ownPid: number;
  /** Parts of the names of programs that always hold a microphone; whatever their case. */
  readonly ignored: readonly string[];
}

/** What confrec calls itself to a sound server, and its executable on any system. */
const OWN_NAME = /^confrec(\.exe)?$/i;
/** What volume controls draw their meters from has 25 values a second; no voice is recorded so slowly, Hz. */
const SLOWEST_VOICE_HZ = 4_000;
/** What a program plays that says of itself that it is a call. */
const CALL_ROLES: readonly string[] = ["phone", "communication"];

/**
 * The calls among some streams: who holds a microphone, or plays what is said to be a call. One that is muted counts;
 * one that is held, and so neither records nor plays, does not.
 */
export function callsAmong(
  uses: readonly SoundUse[],
  { ownPid, ignored }: NoCalls,
): readonly Call[] {
  const unwanted = ignored.map((name) => name.toLowerCase());
  const calls = new Map<string, Call>();
  for (const use of uses) {
    const { program, name, pid } = use;
    if (!isCall(use) || (pid !== 0 && pid === ownPid)) continue;
    if (OWN_NAME.test(program) || OWN_NAME.test(name)) continue;
    const isIgnored = unwanted.some((one) => {
      return program.toLowerCase().includes(one) || name.toLowerCase().includes(one);
    });
    if (isIgnored) continue;
    const shown = name || program || (pid === 0 ? "a program" : `process ${pid}`);
    calls.set(`${pid} ${shown}`, { program: shown, pid });
  }
  return [...calls.values()];
}

function isCall(use: SoundUse): boolean {
  if (!use.isRunning || !use.isProgram) return false;
  if (use.direction === "output") return CALL_ROLES.includes(use.role);
  return !use.hearsOutput && (use.rateHz === 0 || use.rateHz >= SLOWEST_VOICE_HZ);
}
