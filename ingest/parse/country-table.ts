interface Country {
  readonly name: Uint8Array;
  readonly place: number;
}

/** Finds a country by the bytes of its name, without making a string. */
export class CountryTable {
  /** By two bytes of the name, as `bucketOf` has it. */
  readonly #buckets: Country[][] = Array.from({ length: 1024 }, () => []);

  constructor(countries: readonly string[]) {
    countries.forEach((country, place) => {
      // A name that JSON can only write with escapes is never found as it is.
      if (country === "" || JSON.stringify(country) !== `"${country}"`) return;
      const name = new TextEncoder().encode(country);
      this.#buckets[bucketOf(name[0]!, name.at(-1)!)]!.push({ name, place });
    });
  }

  /** The place of the country named by `bytes[start, end)`; -1 if none is. */
  placeOf(bytes: Uint8Array, start: number, end: number): number {
    if (start >= end) return -1;
    for (const { name, place } of this.#buckets[
      bucketOf(bytes[start]!, bytes[end - 1]!)
    ]!) {
      if (name.length === end - start && standsAt(name, bytes, start)) {
        return place;
      }
    }
    return -1;
  }
}

/** Another one for each two letters of one case. */
const bucketOf = (first: number, last: number): number =>
  ((first & 31) << 5) | (last & 31);

function standsAt(name: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < name.length; i++) {
    if (bytes[at + i] !== name[i]) return false;
  }
  return true;
}
