/** Variables that look like settings and are none: a slip that nothing else would tell of. */
import { nearestWord } from "../options/nearest_word.ts";
import { SETTING_NAMES, variableOf } from "../options/settings.ts";
import type { ConfigPlace } from "./config_place.ts";

const PREFIX = "CONFREC_";

/**
 * A line for each that is nearly the name of a setting. Others are left alone: programs that confrec runs get some of
 * this kind, and so may those that run confrec.
 */
export function unknownVariables({ variables }: Pick<ConfigPlace, "variables">): string[] {
  const known = [...SETTING_NAMES.map(variableOf), "CONFREC_CONFIG", "CONFREC_PROFILE"];
  const words = known.map((name) => name.slice(PREFIX.length));
  return variables().flatMap((name) => {
    if (!name.startsWith(PREFIX) || known.includes(name)) return [];
    const meant = nearestWord(name.slice(PREFIX.length), words);
    if (meant === undefined) return [];
    return [`The variable ${name} sets nothing; did you mean ${PREFIX}${meant}?`];
  });
}
