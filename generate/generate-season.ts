import { REASONS, type Reason } from "../common/reasons.ts";
import { ChunkBuilder } from "./chunk-builder.ts";
import { Dirt, DIRT_KINDS, type DirtKind } from "./dirt.ts";
import { matchLine, pingLine, registrationLine } from "./layout.ts";
import {
  MATCH_END,
  MATCH_START,
  REGISTRATION,
  Season,
  SESSION_END,
  SESSION_START,
  type Match,
  type SeasonOptions,
} from "./season.ts";

export interface GeneratorOptions extends SeasonOptions {
  /**
   * For each event so many extra lines that are rejected or blank, 0 to 1; the
   * same share of the events is spelled otherwise than usual.
   */
  readonly dirt: number;
  /** Of which kinds these are; of all where left out. */
  readonly dirtKinds?: readonly DirtKind[];
}

/** What a run over the generated lines must count. */
export interface ExpectedCounts {
  readonly lines: number;
  readonly blank: number;
  readonly accepted: number;
  /** Only the reasons that occur, in the order of the rules. */
  readonly rejected: Readonly<Partial<Record<Reason, number>>>;
}

/** The `type` of a ping by its kind; that of those in between is empty. */
const PING_TYPES: Readonly<Record<number, string>> = {
  [SESSION_START]: "session_start",
  [SESSION_END]: "session_end",
};

/**
 * Generates a season's lines in chunks of about a megabyte, nearly in time
 * order, and returns what must become of them. The options alone decide every
 * byte.
 */
export function* generateSeason(
  options: GeneratorOptions,
): Generator<Buffer, ExpectedCounts> {
  const season = new Season(options);
  const { dirt: share, dirtKinds: kinds = DIRT_KINDS } = options;
  const dirt =
    share > 0 ? new Dirt(season, options, { share, kinds }) : undefined;
  const chunk = new ChunkBuilder();
  const fates = new Map<DirtKind, number>();
  let id = 0;
  for (const day of season.days()) {
    for (let i = 0; i < day.length; i++, id++) {
      const time = day.times[i] as number;
      const kind = day.kinds[i] as number;
      const subject = day.subjects[i] as number;
      let line = formatEvent(season, id, time, kind, subject);
      if (dirt) line = dirt.spell(line);
      chunk.add(line);
      if (dirt) {
        for (const extra of dirt.after({ id, line }, time, kind, subject)) {
          chunk.add(extra.line);
          fates.set(extra.fate, (fates.get(extra.fate) ?? 0) + 1);
        }
      }
      if (chunk.isFull) yield chunk.take();
    }
  }
  yield chunk.take();
  return countExpected(id, fates);
}

function countExpected(
  accepted: number,
  fates: ReadonlyMap<DirtKind, number>,
): ExpectedCounts {
  const extra = [...fates.values()].reduce((sum, count) => sum + count, 0);
  const rejected: Partial<Record<Reason, number>> = {};
  for (const reason of REASONS) {
    const count = fates.get(reason);
    if (count !== undefined) rejected[reason] = count;
  }
  return {
    lines: accepted + extra,
    blank: fates.get("blank") ?? 0,
    accepted,
    rejected,
  };
}

function formatEvent(
  season: Season,
  id: number,
  time: number,
  kind: number,
  subject: number,
): string {
  switch (kind) {
    case REGISTRATION:
      return registrationLine(
        id,
        time,
        season.countries[subject] as string,
        season.userIds[subject] as string,
        season.devices[subject] as string,
      );
    case MATCH_START:
    case MATCH_END: {
      const match = season.matches[subject] as Match;
      const ended = kind === MATCH_END;
      return matchLine(
        id,
        time,
        match.id,
        season.userIds[match.home] as string,
        season.userIds[match.away] as string,
        ended ? match.homeGoals : null,
        ended ? match.awayGoals : null,
      );
    }
    default:
      return pingLine(
        id,
        time,
        season.userIds[subject] as string,
        PING_TYPES[kind] ?? "",
      );
  }
}
