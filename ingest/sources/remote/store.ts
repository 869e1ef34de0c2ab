import type { Compression } from "../content/foreign-content.ts";

/** A place that serves files: a store of objects, or a web server. */
export interface Store {
  /** What comes before a path in the address of a file, as s3://bucket/. */
  readonly prefix: string;
  /** The path that the command names: of a file, of a folder, or a pattern. */
  readonly path: string;
  /** Whether it can list what it has. */
  readonly canList: boolean;
  /** The table function that reads a path, which may be a pattern, as SQL. */
  readonly tableOf: (
    path: string,
    format: string,
    structure: string,
    compression: Compression,
  ) => string;
  /** Texts that no message may contain. */
  readonly secrets: readonly string[];
  /** What to do where it refuses access. */
  readonly remedy: string;
}

/** The variables of an environment, of which some name credentials. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a name is the address of a file elsewhere. */
export const isRemote = (name: string): boolean =>
  /^(https?|s3|gs|az):\/\//.test(name);

/**
 * An address for messages and the ledger: without a user and password, and
 * without a query, which may hold a signature.
 */
export const withoutSecrets = (name: string): string =>
  isRemote(name)
    ? name
        .replace(/^(\w+:\/\/)[^/@]*@/, "$1")
        .replace(/^(https?:[^?#]*)[?#].*$/s, "$1")
    : name;
