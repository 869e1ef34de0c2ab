/** How many characters of a text a message repeats. */
const LONGEST = 80;

/** A text that somebody has sent, in quotes and clipped, for a message. */
export function quote(text: string): string {
  return JSON.stringify(clip(text));
}

/** The same without quotes. */
export const clip = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
