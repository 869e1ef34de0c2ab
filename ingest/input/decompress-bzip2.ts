/**
 * The library of the engine comes without bzip2, and so does Node.js. Packages
 * that read it do not check the checksums, or need all of it in memory.
 */

/** So much may a block take, at 20 bits a symbol, with its tables. */
const MOST_BLOCK_BYTES = 2_400_000;

const BLOCK_MARK = 0x314159265359;
const END_MARK = 0x177245385090;

/** Symbols that are coded with one table before the next is chosen. */
const GROUP_SYMBOLS = 50;

const MOST_CODE_BITS = 20;

/** The content is not bzip2, or not all of it. */
export class BadBzip2 extends Error {}

/**
 * Decompresses bzip2, of one stream or several after one another, some 15 MB a
 * second. Throws BadBzip2 for anything else.
 */
export async function* decompressBzip2(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void> {
  const bits = new Bits(chunks);
  await bits.fill();
  do {
    if (bits.read(24) !== 0x425a68) throw new BadBzip2("it has no header");
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw new BadBzip2("its header is damaged");
    const links = new Uint32Array(level * 100_000);
    let combined = 0;
    for (;;) {
      await bits.fill();
      const mark = bits.read(24) * 2 ** 24 + bits.read(24);
      const checksum = bits.read(16) * 2 ** 16 + bits.read(16);
      if (mark === END_MARK) {
        if (checksum !== combined) throw new BadBzip2("its checksum is wrong");
        break;
      }
      if (mark !== BLOCK_MARK) throw new BadBzip2("a block is damaged");
      const block = decodeBlock(bits, links);
      if (checksumOf(block) !== checksum)
        throw new BadBzip2("the checksum of a block is wrong");
      combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0;
      yield block;
    }
    bits.skipToByte();
    await bits.fill();
  } while (!bits.ended);
}

/** Reads a stream bit by bit, from the most significant one of each byte. */
class Bits {
  readonly #chunks: AsyncIterator<Buffer, unknown>;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Bits taken from #bytes and not read yet, at the lower end. */
  #held = 0;
  #heldBits = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Makes sure that a whole block can be read, if there is one. */
  async fill(): Promise<void> {
    const pieces = [this.#bytes.subarray(this.#at)];
    let length = this.#bytes.length - this.#at;
    if (length >= MOST_BLOCK_BYTES) return;
    while (length < MOST_BLOCK_BYTES) {
      const next = await this.#chunks.next();
      if (next.done) break;
      pieces.push(next.value);
      length += next.value.length;
    }
    this.#bytes = Buffer.concat(pieces);
    this.#at = 0;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length && this.#heldBits === 0;
  }

  /** Reads up to 24 bits as a number. */
  read(count: number): number {
    while (this.#heldBits < count) {
      if (this.#at >= this.#bytes.length) throw new BadBzip2("it is cut off");
      this.#held = (this.#held << 8) | (this.#bytes[this.#at++] as number);
      this.#heldBits += 8;
    }
    this.#heldBits -= count;
    const value = (this.#held >>> this.#heldBits) & (2 ** count - 1);
    this.#held &= 2 ** this.#heldBits - 1;
    return value;
  }

  /** Reads a symbol of a table. */
  readSymbol({ limit, base, symbols }: Table): number {
    while (this.#heldBits < MOST_CODE_BITS) {
      if (this.#at > this.#bytes.length + 4)
        throw new BadBzip2("it is cut off");
      // Bits are looked at that may lie behind the end.
      this.#held = (this.#held << 8) | (this.#bytes[this.#at++] ?? 0);
      this.#heldBits += 8;
    }
    const ahead = this.#held >>> (this.#heldBits - MOST_CODE_BITS);
    let size = 1;
    while (
      size <= MOST_CODE_BITS &&
      ahead >>> (MOST_CODE_BITS - size) >= (limit[size] as number)
    )
      size++;
    const code = ahead >>> (MOST_CODE_BITS - size);
    const symbol = symbols[code - (base[size] as number)];
    if (symbol === undefined) throw new BadBzip2("a block is damaged");
    this.#heldBits -= size;
    this.#held &= 2 ** this.#heldBits - 1;
    return symbol;
  }

  skipToByte(): void {
    this.#heldBits -= this.#heldBits % 8;
  }
}

/** @param links room for the bytes of a block, each with where the next one is. */
function decodeBlock(bits: Bits, links: Uint32Array): Buffer {
  if (bits.read(1) === 1) throw new BadBzip2("it is of a version before 1.0");
  const origin = bits.read(24);
  const used = readUsedBytes(bits);
  const symbols = used.length + 2;
  const tableCount = bits.read(3);
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () =>
    readTable(bits, symbols),
  );
  const length = readSymbols(bits, { used, selectors, tables }, links);
  if (origin >= length) throw new BadBzip2("a block is damaged");
  return followLinks(links, length, origin);
}

/** The bytes that occur in a block. */
function readUsedBytes(bits: Bits): number[] {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >>> range)) === 0) continue;
    const marks = bits.read(16);
    for (let index = 0; index < 16; index++)
      if (marks & (0x8000 >>> index)) used.push(range * 16 + index);
  }
  return used;
}

/** Which table each group of symbols is coded with. */
function readSelectors(bits: Bits, tableCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  const recent = Array.from({ length: tableCount }, (_, table) => table);
  for (let group = 0; group < selectors.length; group++) {
    let place = 0;
    while (bits.read(1) === 1) place++;
    const [table] = recent.splice(place, 1);
    if (table === undefined) throw new BadBzip2("a block is damaged");
    recent.unshift(table);
    selectors[group] = table;
  }
  return selectors;
}

/** A Huffman code in its canonical form. */
interface Table {
  /** For each number of bits, the first code that is longer, and what to subtract from a code for its place. */
  readonly limit: Int32Array;
  readonly base: Int32Array;
  /** The symbols, by their codes. */
  readonly symbols: readonly number[];
}

function readTable(bits: Bits, symbols: number): Table {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > MOST_CODE_BITS)
      throw new BadBzip2("a block is damaged");
    lengths[symbol] = length;
  }
  const ordered: number[] = [];
  const limit = new Int32Array(MOST_CODE_BITS + 1);
  const base = new Int32Array(MOST_CODE_BITS + 1);
  let code = 0;
  for (let size = 1; size <= MOST_CODE_BITS; size++) {
    code <<= 1;
    base[size] = code - ordered.length;
    lengths.forEach((one, symbol) => {
      if (one !== size) return;
      ordered.push(symbol);
      code++;
    });
    limit[size] = code;
  }
  return { limit, base, symbols: ordered };
}

/** How the symbols of a block are coded. */
interface Coding {
  readonly used: number[];
  readonly selectors: Uint8Array;
  readonly tables: readonly Table[];
}

/** Reads the bytes of a block, as sorted, into `links`; returns how many. */
function readSymbols(
  bits: Bits,
  { used, selectors, tables }: Coding,
  links: Uint32Array,
): number {
  const recent = Uint8Array.from(used);
  const end = recent.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (const selector of selectors) {
    const table = tables[selector] as Table;
    for (let left = GROUP_SYMBOLS; left > 0; left--) {
      const symbol = bits.readSymbol(table);
      if (symbol <= 1) {
        // Digits, 1 or 2, of how often the last byte is repeated.
        run += weight * (symbol + 1);
        weight *= 2;
        if (run > links.length) throw new BadBzip2("a block is damaged");
        continue;
      }
      if (run > links.length - length) throw new BadBzip2("a block is damaged");
      links.fill(recent[0] as number, length, (length += run));
      run = 0;
      weight = 1;
      if (symbol === end) return length;
      const byte = recent[symbol - 1] as number;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      if (length === links.length) throw new BadBzip2("a block is damaged");
      links[length++] = byte;
    }
  }
  throw new BadBzip2("a block is damaged");
}

/** Undoes the sorting of a block, and then the shortening of repeated bytes. */
function followLinks(
  links: Uint32Array,
  length: number,
  origin: number,
): Buffer {
  const places = new Uint32Array(257);
  for (let at = 0; at < length; at++)
    places[((links[at] as number) & 0xff) + 1]!++;
  for (let byte = 0; byte < 256; byte++) places[byte + 1]! += places[byte]!;
  for (let at = 0; at < length; at++)
    links[places[(links[at] as number) & 0xff]!++]! |= at << 8;
  let bytes = Buffer.allocUnsafe(2 * length);
  let size = 0;
  let repeated = 0;
  let last = -1;
  let next = (links[origin] as number) >>> 8;
  for (let left = length; left > 0; left--) {
    const entry = links[next] as number;
    const byte = entry & 0xff;
    next = entry >>> 8;
    // After four equal bytes comes how many more of them there are.
    const count = repeated === 4 ? byte : 1;
    if (size + count > bytes.length)
      bytes = Buffer.concat([bytes], 2 * bytes.length + count);
    if (repeated === 4) {
      bytes.fill(last, size, size + count);
      repeated = 0;
      last = -1;
    } else {
      bytes[size] = byte;
      repeated = byte === last ? repeated + 1 : 1;
      last = byte;
    }
    size += count;
  }
  return bytes.subarray(0, size);
}

/** CRC-32 from the most significant bit on. */
const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++)
    sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

function checksumOf(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (let at = 0; at < bytes.length; at++)
    sum =
      (sum << 8) ^ (CHECKSUMS[(sum >>> 24) ^ (bytes[at] as number)] as number);
  return ~sum >>> 0;
}
