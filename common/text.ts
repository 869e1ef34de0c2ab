/** Text from anywhere, safe to show on a terminal and on one line. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\uFFFD");
}

/** Writes a number with commas between thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** Writes Unix time in milliseconds as YYYY-MM-DD HH:MM:SS, in UTC. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** How many characters of a text a message repeats. */
const LONGEST = 80;

/** A text from a request, in quotes and clipped, for a message. */
export function quote(text: string): string {
  return JSON.stringify(clip(text));
}

/** The same without quotes. */
export const clip = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
