import fc from "fast-check";

/** One of the many ways to write an event down. */
export interface Spelling {
  readonly spacing: "usual" | "tight" | "wide";
  readonly order: "usual" | "reversed" | "rotated";
  readonly escapes: "none" | "keys" | "values" | "all";
  readonly numbers: "plain" | "fraction" | "exponent" | "shifted";
  readonly upperCase: boolean;
  readonly extraKeys: boolean;
  readonly repeatedKeys: boolean;
  readonly ending: "" | "\r" | " \t\r";
}

export const USUAL_SPELLING: Spelling = {
  spacing: "usual",
  order: "usual",
  escapes: "none",
  numbers: "plain",
  upperCase: false,
  extraKeys: false,
  repeatedKeys: false,
  ending: "",
};

/** JSON that is written as it stands. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function spelling(): fc.Arbitrary<Spelling> {
  const usual = fc.constant(USUAL_SPELLING);
  const any = fc.record<Spelling>({
    spacing: fc.constantFrom("usual", "tight", "wide"),
    order: fc.constantFrom("usual", "reversed", "rotated"),
    escapes: fc.constantFrom("none", "keys", "values", "all"),
    numbers: fc.constantFrom("plain", "fraction", "exponent", "shifted"),
    upperCase: fc.boolean(),
    extraKeys: fc.boolean(),
    repeatedKeys: fc.boolean(),
    ending: fc.constantFrom("", "\r", " \t\r"),
  });
  const oneOddity = fc
    .tuple(fc.constantFrom(...Object.keys(USUAL_SPELLING)), any)
    .map(([name, odd]) => ({
      ...USUAL_SPELLING,
      [name]: odd[name as keyof Spelling],
    }));
  return fc.oneof(
    { weight: 6, arbitrary: usual },
    { weight: 3, arbitrary: oneOddity },
    { weight: 1, arbitrary: any },
  );
}

/** Writes an event as a line without its LF; undefined values are left out. */
export function spell(event: object, spelling: Spelling): string {
  const text = spellValue(event, spelling);
  const margin = spelling.spacing === "wide" ? " \t " : "";
  return `${margin}${text}${margin}${spelling.ending}`;
}

function spellValue(value: unknown, spelling: Spelling): string {
  if (value instanceof JsonText) return value.text;
  if (typeof value === "number") return spellNumber(value, spelling);
  if (typeof value === "string") {
    const text =
      spelling.upperCase && isUuid(value) ? value.toUpperCase() : value;
    return spellString(text, isEither(spelling.escapes, "values"));
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => spellValue(item, spelling));
    return `[${items.join(comma(spelling))}]`;
  }
  if (typeof value === "object" && value !== null) {
    return spellObject(value, spelling);
  }
  return JSON.stringify(value);
}

function spellObject(value: object, spelling: Spelling): string {
  const entries = inOrder(
    Object.entries(value).filter(([, field]) => field !== undefined),
    spelling,
  );
  if (spelling.repeatedKeys) entries.unshift(...entries.map(decoyOf));
  if (spelling.extraKeys) {
    entries.unshift(["extra", NESTED_KEYS]);
    entries.push(["", "},{"], ["__proto__", NESTED_KEYS]);
  }
  const colon = { usual: ": ", tight: ":", wide: "\t :\r " }[spelling.spacing];
  const pairs = entries.map(([key, field]) => {
    const name = spellString(key, isEither(spelling.escapes, "keys"));
    return `${name}${colon}${spellValue(field, spelling)}`;
  });
  return `{${pairs.join(comma(spelling))}}`;
}

/** Keys of events in places without meaning. */
const NESTED_KEYS = new JsonText(
  '{"event_id": 0, "user_id": null, "type": [{}, "\\"}"], "country": "US"}',
);

type Entry = [key: string, value: unknown];

function inOrder(entries: Entry[], { order }: Spelling): Entry[] {
  if (order === "reversed") return entries.toReversed();
  if (order === "rotated") return [...entries.slice(1), ...entries.slice(0, 1)];
  return entries;
}

/** Another value under the same key; the right one comes later and counts. */
function decoyOf([key, value]: Entry): Entry {
  if (typeof value === "number") return [key, value + 1];
  if (typeof value === "string") return [key, `${value}!`];
  return [key, 7];
}

function comma({ spacing }: Spelling): string {
  return { usual: ", ", tight: ",", wide: " ,\t" }[spacing];
}

function isEither(
  escapes: Spelling["escapes"],
  where: "keys" | "values",
): boolean {
  return escapes === where || escapes === "all";
}

function spellString(text: string, escaped: boolean): string {
  if (!escaped) return JSON.stringify(text);
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, "0"),
  );
  return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
}

function spellNumber(value: number, { numbers }: Spelling): string {
  switch (numbers) {
    case "plain":
      return `${value}`;
    case "fraction":
      return `${value}.0`;
    case "exponent":
      return value === 0 ? "-0" : `${value}e0`;
    case "shifted":
      return `${value}0E-1`;
  }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f-]{36}$/.test(text);
}
