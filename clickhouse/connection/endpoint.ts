/** A ClickHouse server, and a user there. */
export interface Endpoint {
  /** http or https; without name and password. */
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Of an engine of our own. */
  readonly engine?: EngineState;
}

/** What is known of an engine of our own without asking it. */
export interface EngineState {
  /** The file in which it logs. */
  readonly log: string;
  /** Whether it has ended since this process began to use it. */
  readonly isLost: () => boolean;
}

/** How long an answer may take, in milliseconds. */
export interface Timeouts {
  /** A question of the API. */
  readonly read: number;
  /** A statement over a whole run; the server may compute for long. */
  readonly write: number;
  /** Looking after locks, sessions and statements. */
  readonly control: number;
}

export const TIMEOUTS: Timeouts = {
  read: 30_000,
  write: 3_600_000,
  control: 30_000,
};

/** How long a writer waits before it repeats a statement, in milliseconds. */
export const WRITER_DELAYS = [100, 400, 1600, 3000];

/** Whether the server is on this machine, where compressing only costs. */
export function isLocal({ url }: Endpoint): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
