/** Text from anywhere, safe to show on a terminal and on one line. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\uFFFD");
}
