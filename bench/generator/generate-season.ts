import { REASONS, type Reason } from "../../ingest/parse/reasons.ts";
import { Dirt } from "./dirt.ts";
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
}

/** What a run over the generated lines must count. */
export interface ExpectedCounts {
  lines: number;
  blank: number;
  accepted: number;
  rejected: Record<Reason, number>;
}

const CHUNK = 1 << 20;

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
  const dirt =
    options.dirt > 0 ? new Dirt(season, options, options.dirt) : undefined;
  const counts = noCounts();
  let text = "";
  for (const day of season.days()) {
    for (let i = 0; i < day.length; i++) {
      const time = day.times[i] as number;
      const kind = day.kinds[i] as number;
      const subject = day.subjects[i] as number;
      const id = counts.accepted++;
      let line = formatEvent(season, id, time, kind, subject);
      if (dirt) line = dirt.spell(line);
      text += line;
      text += "\n";
      if (dirt) {
        for (const extra of dirt.after({ id, line }, time, kind, subject)) {
          if (extra.fate === "blank") counts.blank++;
          else counts.rejected[extra.fate]++;
          if (typeof extra.line === "string") {
            text += extra.line;
          } else {
            yield Buffer.from(text);
            yield extra.line;
            text = "";
          }
          text += "\n";
        }
      }
      if (text.length >= CHUNK) {
        yield Buffer.from(text);
        text = "";
      }
    }
  }
  if (text !== "") yield Buffer.from(text);
  counts.lines =
    counts.accepted +
    counts.blank +
    Object.values(counts.rejected).reduce((sum, count) => sum + count, 0);
  return counts;
}

function noCounts(): ExpectedCounts {
  const rejected = Object.fromEntries(REASONS.map((reason) => [reason, 0]));
  return {
    lines: 0,
    blank: 0,
    accepted: 0,
    rejected: rejected as Record<Reason, number>,
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
