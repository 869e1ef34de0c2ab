import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import type { Compression } from "../content/foreign-content.ts";
import { labelOf } from "../standard-input.ts";

/** Where the engine finds a file. */
export interface Location {
  /** The file in messages. */
  readonly name: string;
  /** The table function that reads it, as SQL. */
  readonly tableOf: (
    format: string,
    structure: string,
    compression: Compression,
  ) => string;
  /** Explains the engine's failure to read it; the message as it is for most. */
  readonly explain?: (message: string) => string | undefined;
}

/** A file on this machine, named relative to the folder of the engine. */
export const localFile = (name: string, path: string): Location => ({
  name: labelOf(name),
  tableOf: (...content) => `file(${quoteLiterals([path, ...content])})`,
});

export const quoteLiterals = (texts: readonly string[]): string =>
  texts.map(quoteLiteral).join(", ");
