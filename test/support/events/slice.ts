/** A line as the parsers get it: a part of an array. */
export interface Slice {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export function sliceOf(line: string | Uint8Array): Slice {
  const bytes =
    typeof line === "string" ? new TextEncoder().encode(line) : line;
  return { bytes, start: 0, end: bytes.length };
}

/** The slice's bytes on one line of ASCII, whatever they are. */
export function printSlice({ bytes, start, end }: Slice): string {
  const text = Buffer.from(bytes.subarray(start, end)).toString("latin1");
  return text.replaceAll(
    /[^ -[\]-~]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
