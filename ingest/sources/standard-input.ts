/** Standard input, as the command names it. */
export const STANDARD_INPUT = "-";

/** A file in messages. */
export const labelOf = (name: string): string =>
  name === STANDARD_INPUT ? "standard input" : name;
