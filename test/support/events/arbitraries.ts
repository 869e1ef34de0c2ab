import fc from "fast-check";
import {
  fault,
  strayLine,
  type Fault,
  type WrittenEvent,
} from "../season/faults.ts";
import {
  match,
  opening,
  pings,
  registration,
  type Occurrence,
} from "../season/occurrences.ts";
import { DEFAULT_SESSION_GAP } from "../oracle/build-tables.ts";
import { USERS } from "../season/cast.ts";
import { spell, spelling, type Spelling } from "../season/spelling.ts";

/** The changes to an occurrence on its way into the input. */
interface Handling {
  /** Ids are given in this order, lines stand in the order of places. */
  readonly id: number;
  readonly place: number;
  readonly spelling: Spelling;
  readonly faults: readonly Fault[];
  /** The number of bytes lost at the end of the line. */
  readonly cut: number;
  /** The other event whose id it has, if ids may conflict. */
  readonly borrowedId: number | null;
  readonly repeats: readonly Pick<Handling, "place" | "spelling">[];
}

/** How a season's ids lie: from the least one on, or down from the greatest. */
interface IdPlan {
  readonly from: number;
  readonly step: number;
}

interface PlacedLine {
  readonly place: number;
  readonly line: Buffer;
}

/**
 * Lines, without LF, of a small season with every kind of dirt: faults, blank
 * lines, odd spellings, repeats, late registrations, matches that do not pair,
 * and different events under one event_id. To be judged with SEASON_COUNTRIES
 * and SEASON_NOW. Many pings are the session gap apart, in seconds.
 */
export function dirtySeason(
  sessionGap = DEFAULT_SESSION_GAP,
): fc.Arbitrary<Buffer[]> {
  return season(true, sessionGap);
}

/**
 * The same without different events under one event_id (repeats remain): the
 * order of the lines must not matter.
 */
export function cleanOrderSeason(
  sessionGap = DEFAULT_SESSION_GAP,
): fc.Arbitrary<Buffer[]> {
  return season(false, sessionGap);
}

/** A session gap, in seconds. */
export const sessionGaps = (): fc.Arbitrary<number> =>
  fc.constantFrom(DEFAULT_SESSION_GAP, 1, 30, 300, 3600);

/** Bounds for a season, on, beside and across its midnight; mostly none. */
export function seasonWindow(): fc.Arbitrary<{ from?: string; to?: string }> {
  const window = fc.record(
    {
      from: fc.constantFrom("1970-01-01", "2024-10-09", "2024-10-10"),
      to: fc.constantFrom("2024-10-08", "2024-10-09", "2024-10-10"),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: window },
  );
}

function season(
  mayConflict: boolean,
  sessionGap: number,
): fc.Arbitrary<Buffer[]> {
  const openings = USERS.map((user) => opening(user));
  const group = fc.oneof(
    { weight: 3, arbitrary: pings(sessionGap) },
    { weight: 4, arbitrary: match() },
    { weight: 1, arbitrary: registration() },
  );
  const groups = fc.array(group, { maxLength: 24, size: "max" });
  const strays = fc.array(fc.record({ place: place(), line: strayLine() }), {
    maxLength: 3,
  });
  const ids = fc.constantFrom<IdPlan>(
    { from: 0, step: 1 },
    { from: 2 ** 32 - 20, step: 7 },
    { from: Number.MAX_SAFE_INTEGER, step: -1 },
    { from: Number.MAX_SAFE_INTEGER, step: -98_765_432_109 },
  );
  return fc
    .tuple(fc.tuple(...openings), groups, strays, ids)
    .chain(([opened, grouped, strays, ids]) => {
      const occurrences = [...opened.flat(), ...grouped.flat()];
      return fc
        .tuple(...occurrences.map(() => handling()))
        .map((handlings) =>
          writeLines(occurrences, handlings, strays, ids, mayConflict),
        );
    });
}

function place(): fc.Arbitrary<number> {
  return fc.nat({ max: 999 });
}

function handling(): fc.Arbitrary<Handling> {
  return fc.record({
    id: fc.nat({ max: 999 }),
    place: place(),
    spelling: spelling(),
    faults: seldom(18, fc.array(fault(), { minLength: 1, maxLength: 2 }), []),
    cut: seldom(40, fc.integer({ min: 1, max: 250 }), 0),
    borrowedId: seldom<number | null>(16, fc.nat({ max: 99 }), null),
    repeats: seldom(
      12,
      fc.array(fc.record({ place: place(), spelling: spelling() }), {
        minLength: 1,
        maxLength: 2,
      }),
      [],
    ),
  });
}

/** The arbitrary once in so many cases, else the usual value. */
function seldom<Value>(
  onceIn: number,
  arbitrary: fc.Arbitrary<Value>,
  usual: Value,
): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: onceIn - 1, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary },
  );
}

function writeLines(
  occurrences: readonly Occurrence[],
  handlings: readonly Handling[],
  strays: readonly PlacedLine[],
  ids: IdPlan,
  mayConflict: boolean,
): Buffer[] {
  const numbers = giveIds(handlings, ids);
  const lines: PlacedLine[] = [...strays];
  handlings.forEach((handling, at) => {
    const { faults, borrowedId, cut, repeats } = handling;
    const isBorrowed = mayConflict && borrowedId !== null;
    const number = isBorrowed ? borrowedId % numbers.length : at;
    const event = faults.reduce<WrittenEvent>(
      (event, makeWrong) => makeWrong(event),
      { event_id: numbers[number], ...occurrences[at] },
    );
    for (const { place, spelling } of [handling, ...repeats]) {
      const whole = Buffer.from(spell(event, spelling));
      const line = whole.subarray(0, Math.max(0, whole.length - cut));
      lines.push({ place, line });
    }
  });
  return withReadableText(
    lines.toSorted((a, b) => a.place - b.place).map(({ line }) => line),
  );
}

/** Distinct ids, in an order of their own. */
function giveIds(handlings: readonly Handling[], ids: IdPlan): number[] {
  const numbers: number[] = [];
  [...handlings.keys()]
    .toSorted((a, b) => handlings[a]!.id - handlings[b]!.id)
    .forEach((at, rank) => {
      numbers[at] = ids.from + rank * ids.step;
    });
  return numbers;
}

/** Lets a counter-example print its lines as text. */
export function withReadableText(lines: Buffer[]): Buffer[] {
  return Object.defineProperty(lines, fc.toStringMethod, {
    value: () =>
      lines.map((line) => JSON.stringify(line.toString("latin1"))).join("\n"),
  });
}
