import type { WriteStream } from "node:tty";

const CODES = { red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof CODES;

/** What is written to: a terminal, or anything else. */
type Target = NodeJS.WritableStream & Partial<Pick<WriteStream, "hasColors">>;

/**
 * Colours a text where that is seen: on a terminal that has colours, unless
 * NO_COLOR is set. Elsewhere gives it back as it is.
 */
export function paint(target: Target, colour: Colour, text: string): string {
  return target.hasColors?.()
    ? `\u001b[${CODES[colour]}m${text}\u001b[39m`
    : text;
}
