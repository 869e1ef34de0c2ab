import type { Endpoints } from "./endpoints.ts";
import { ApiProblem } from "./problem.ts";

/** A path of the API, as its documents write it. */
export type Path = keyof Endpoints;

export type ParametersOf<P extends Path> = Endpoints[P]["parameters"];

export type AnswerOf<P extends Path> = Endpoints[P]["answer"];

/** The paths whose answers come page by page. */
export type PagedPath = {
  [P in Path]: AnswerOf<P> extends { next: string | null } ? P : never;
}[Path];

export interface ClientOptions {
  /** The time limit of a request, in milliseconds (default: 30,000). */
  readonly timeout?: number;
  /** An API key; npx touchline key creates one. */
  readonly key?: string;
  /** Sent with each request, such as credentials for a proxy. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RequestOptions {
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  /** Overrides that of the client. */
  readonly timeout?: number;
}

/** The parameters, which may be left out where none is required. */
type Given<P extends Path> =
  Record<never, never> extends ParametersOf<P>
    ? [parameters?: ParametersOf<P>, options?: RequestOptions]
    : [parameters: ParametersOf<P>, options?: RequestOptions];

/**
 * A client of the API of Touchline. All methods throw an ApiProblem for an
 * error response, a TimeoutError after the time limit, the reason of an aborted
 * signal, and fetch's TypeError if the API cannot be reached.
 */
export interface TouchlineClient {
  /** Returns the answer of a path. */
  get<P extends Path>(path: P, ...given: Given<P>): Promise<AnswerOf<P>>;

  /** Yields the pages of a path; each is requested when it is needed. */
  pages<P extends PagedPath>(
    path: P,
    ...given: Given<P>
  ): AsyncGenerator<AnswerOf<P>, void, undefined>;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** @param origin the origin of the API, such as http://localhost:5000. */
export function createClient(
  origin: string,
  { timeout = TIMEOUT_MILLISECONDS, key, headers = {} }: ClientOptions = {},
): TouchlineClient {
  const authorization = key && { Authorization: `Bearer ${key}` };
  const ask = async <P extends Path>(
    path: P,
    parameters: Values,
    options: RequestOptions = {},
  ): Promise<AnswerOf<P>> => {
    const late = AbortSignal.timeout(options.timeout ?? timeout);
    const { signal } = options;
    const response = await fetch(writeUrl(origin, path, parameters), {
      headers: { ...headers, ...authorization, Accept: "application/json" },
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    if (response.status !== 200) throw await ApiProblem.from(response);
    return (await response.json()) as AnswerOf<P>;
  };
  return {
    get: (path, ...[parameters = {}, options]) =>
      ask(path, parameters as Values, options),

    async *pages(path, ...[parameters = {}, options]) {
      let values = parameters as Values;
      for (;;) {
        const page = await ask(path, values, options);
        yield page;
        const { next } = page as { readonly next: string | null };
        if (next === null) return;
        values = { ...values, after: next };
      }
    },
  };
}

type Values = Readonly<Record<string, string | number | undefined>>;

/** Puts parameters into the path where it names them, others into the query. */
function writeUrl(origin: string, path: string, parameters: Values): URL {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const inPath = (name: string) => path.includes(`{${name}}`);
  const filled = given
    .filter(([name]) => inPath(name))
    .reduce(
      (text, [name, value]) =>
        text.replace(`{${name}}`, encodeURIComponent(value)),
      path,
    );
  const url = new URL(origin.replace(/\/$/, "") + filled);
  for (const [name, value] of given)
    if (!inPath(name)) url.searchParams.set(name, value);
  return url;
}
