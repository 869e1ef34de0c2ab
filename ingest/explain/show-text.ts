/** Characters of a value that a detail repeats. */
const VALUE_LENGTH = 100;

/** Characters of a detail. */
const DETAIL_LENGTH = 300;

/**
 * What a terminal or a browser would obey or hide instead of show: control
 * characters, marks of the writing direction, and characters without width.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- these are what is replaced
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as it was sent, for a detail: clipped and on one line. */
export const showValue = (source: string, length = VALUE_LENGTH): string =>
  shorten(escapeUnsafe(shorten(source, length)), length);

/** A key of the line, in quotes; keys are longer only by mistake. */
export const showKey = (key: string): string =>
  escapeUnsafe(JSON.stringify(shorten(key, 40)));

/** A whole detail, no longer than is stored of one. */
export const boundDetail = (detail: string): string =>
  shorten(detail, DETAIL_LENGTH);

const escapeUnsafe = (text: string): string =>
  text.replace(
    UNSAFE,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Cuts a text between two characters, never inside a surrogate pair. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 2);
  const isHighSurrogate = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, length - (isHighSurrogate ? 2 : 1))}…`;
}
