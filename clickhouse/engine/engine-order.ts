/** The only argument of an engine process. */
export interface EngineOrder {
  /** The data directory, an absolute path. */
  readonly home: string;
  /** A folder of this start's own, which also has its standard error. */
  readonly startFolder: string;
  readonly httpPort: number;
  /** For how long it stays when nobody uses it. */
  readonly idleMilliseconds: number;
}

/** What it reports once, on REPORT_DESCRIPTOR. */
export type EngineReport =
  | { readonly kind: "ready" }
  /** Another engine has the directory, or is about to. */
  | { readonly kind: "held"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

export const REPORT_DESCRIPTOR = 3;

/** How a running start keeps its standard error in its folder. */
export const STANDARD_ERROR = "stderr";
