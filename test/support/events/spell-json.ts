import { onceIn, pick, type Draw } from "./draw.ts";

/**
 * Writes a value as JSON in any of the ways that mean the same: with other
 * spacing, key order, escapes and spellings of numbers, with extra keys, and
 * with keys that come twice, of which the last counts. When it draws nothing
 * but 0 it writes the usual layout.
 */
export function spellJson(value: unknown, draw: Draw): string {
  return new Speller(draw).write(value);
}

const SPACES = ["", " ", "  ", "\t", "\r", "\n", " \r\n\t "];
const EXTRA_KEYS = [
  "",
  "__proto__",
  "event_Id",
  "type ",
  "constructor",
  "data",
];
const EXTRA_VALUES = [
  ...["null", "true", "-1", "3", "1e400", '""', '"x"', '"\\ud800"'],
  ...["[]", "{}", '[{"event_id": 1}]', '{"user_id": "x", "type": 5}'],
];

class Speller {
  readonly #draw: Draw;
  readonly #spacing: "usual" | "none" | "any";
  readonly #shuffles: boolean;
  readonly #adds: boolean;
  readonly #escapes: boolean;
  readonly #respellsNumbers: boolean;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#spacing = pick(draw, ["usual", "none", "any"] as const);
    this.#shuffles = onceIn(3, draw);
    this.#adds = onceIn(3, draw);
    this.#escapes = onceIn(3, draw);
    this.#respellsNumbers = onceIn(3, draw);
  }

  write(value: unknown): string {
    if (typeof value === "string") return this.#writeString(value);
    if (typeof value === "number") return this.#writeNumber(value);
    if (Array.isArray(value)) {
      const elements = value.map((element) => this.write(element));
      return `[${elements.join(this.#separator(","))}]`;
    }
    if (typeof value === "object" && value !== null) {
      return this.#writeObject(value);
    }
    return String(value);
  }

  #writeObject(object: object): string {
    const present = Object.entries(object).filter(
      ([, value]) => value !== undefined,
    );
    const members = present.map(([key, value]) =>
      this.#writeMember(key, this.write(value)),
    );
    if (this.#shuffles) this.#shuffle(members);
    if (this.#adds) {
      const keys = present.map(([key]) => key);
      this.#addMember(members, keys);
    }
    const open = `{${this.#space()}`;
    return open + members.join(this.#separator(",")) + `${this.#space()}}`;
  }

  #writeMember(key: string, value: string): string {
    return this.#writeString(key) + this.#separator(":") + value;
  }

  #shuffle(members: string[]): void {
    for (let last = members.length - 1; last > 0; last--) {
      const place = this.#draw(last + 1);
      const member = members[place] as string;
      members[place] = members[last] as string;
      members[last] = member;
    }
  }

  /** Adds a key without meaning, or in front, another value for a key. */
  #addMember(members: string[], keys: readonly string[]): void {
    const draw = this.#draw;
    const repeats = keys.length > 0 && onceIn(2, draw);
    const key = pick(draw, repeats ? keys : EXTRA_KEYS);
    const place = repeats ? 0 : draw(members.length + 1);
    members.splice(place, 0, this.#writeMember(key, pick(draw, EXTRA_VALUES)));
  }

  #writeString(text: string): string {
    const from = this.#escapes ? this.#draw(text.length + 1) : text.length;
    const to = onceIn(2, this.#draw) ? text.length : from + 1;
    const units = text.split("").map((unit, place) => {
      const escaped = place >= from && place < to;
      return escaped ? this.#escape(unit) : JSON.stringify(unit).slice(1, -1);
    });
    return `"${units.join("")}"`;
  }

  #escape(unit: string): string {
    const code = unit.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${onceIn(2, this.#draw) ? code.toUpperCase() : code}`;
  }

  #writeNumber(number: number): string {
    const text = JSON.stringify(number);
    if (!this.#respellsNumbers || !/^-?\d+$/.test(text)) return text;
    const spellings = [".0", "e0", "E+00", ".00e-0", "0e-1", "00.0E-2"];
    const sign = number === 0 && onceIn(2, this.#draw) ? "-" : "";
    // A zero in front of other digits is not JSON.
    const tails = number === 0 ? spellings.slice(0, 4) : spellings;
    return sign + text + pick(this.#draw, ["", ...tails]);
  }

  #separator(mark: string): string {
    if (this.#spacing === "usual") return `${mark} `;
    return this.#space() + mark + this.#space();
  }

  #space(): string {
    return this.#spacing === "any" ? pick(this.#draw, SPACES) : "";
  }
}
