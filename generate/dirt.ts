import type { Reason } from "../common/reasons.ts";
import { BROKEN_LINES } from "./broken-lines.ts";
import type { Line } from "./chunk-builder.ts";
import { MISPLACED_EVENTS } from "./misplaced-events.ts";
import { Random } from "./random.ts";
import type { Scene, WrittenEvent } from "./scene.ts";
import {
  MATCH_END,
  REGISTRATION,
  type Season,
  type SeasonOptions,
} from "./season.ts";
import { spellOtherwise } from "./spell-otherwise.ts";

/** What becomes of an extra line. */
export type DirtKind = Reason | "blank";

/** An extra line, and what must become of it. */
export interface DirtyLine {
  readonly line: Line;
  readonly fate: DirtKind;
}

type Maker = [DirtKind, (scene: Scene) => Line | undefined];

/** Every kind of dirt. */
const MAKERS = Object.entries({
  ...BROKEN_LINES,
  ...MISPLACED_EVENTS,
  blank: ({ random }: Scene) =>
    random.pick(["", "\r", " ", "\t", "  \t \r", "\r\r"]),
}) as Maker[];

export const DIRT_KINDS: readonly DirtKind[] = MAKERS.map(([kind]) => kind);

/**
 * Adds dirt between the events of a season, and nothing that changes what the
 * events themselves come to. It draws its own random numbers and takes its
 * ids above theirs: with and without dirt, a seed gives the same events.
 */
export class Dirt {
  readonly #share: number;
  /** They take turns, so that each comes equally often. */
  readonly #makers: readonly Maker[];
  readonly #scene: Scene;
  #events = 0;
  #added = 0;
  #turn = 0;

  constructor(
    season: Season,
    options: SeasonOptions,
    { share, kinds }: { share: number; kinds: readonly DirtKind[] },
  ) {
    const nobody = { id: 0, line: "" };
    this.#share = share;
    this.#makers = MAKERS.filter(([kind]) => kinds.includes(kind));
    this.#scene = {
      random: new Random(options.seed, 2),
      season,
      unknownCountry: nameUnknown(options.countries),
      nextId: options.events,
      now: 0,
      registered: 0,
      finished: undefined,
      last: nobody,
      earlier: nobody,
    };
  }

  /** Spells some of the events' lines otherwise than usual. */
  spell(line: string): string {
    const { random } = this.#scene;
    return random.share() < this.#share ? spellOtherwise(line, random) : line;
  }

  /** The extra lines that are due after an event. */
  after(
    event: WrittenEvent,
    time: number,
    kind: number,
    subject: number,
  ): DirtyLine[] {
    const scene = this.#scene;
    scene.now = time;
    scene.last = event;
    if (kind === REGISTRATION) scene.registered = subject + 1;
    if (kind === MATCH_END) scene.finished = scene.season.matches[subject];
    if (event.id === 0 || scene.random.below(1000) === 0) scene.earlier = event;
    this.#events++;
    const lines: DirtyLine[] = [];
    while (this.#added < Math.round(this.#events * this.#share)) {
      const next = this.#next();
      if (!next) break;
      this.#added++;
      lines.push(next);
    }
    return lines;
  }

  /** The next kind of dirt for which the file has what it takes by now. */
  #next(): DirtyLine | undefined {
    for (let tried = 0; tried < this.#makers.length; tried++) {
      const turn = this.#turn++ % this.#makers.length;
      const [fate, make] = this.#makers[turn] as Maker;
      const line = make(this.#scene);
      if (line !== undefined) return { line, fate };
    }
    return undefined;
  }
}

function nameUnknown(countries: readonly string[]): string {
  let name = "Mars";
  while (countries.some((country) => country.trim() === name)) name += "s";
  return name;
}
