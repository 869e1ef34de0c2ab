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
  /** How long an answer may take, in milliseconds (default: 30,000). */
  readonly timeout?: number;
  /** For an API that asks for one; npx touchline key makes it. */
  readonly key?: string;
  /** Sent with each request, such as what a proxy in front asks for. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RequestOptions {
  /** Gives the request up once it is aborted. */
  readonly signal?: AbortSignal;
  /** In the place of the client's own. */
  readonly timeout?: number;
}

/** The parameters, which may be left out where none is required. */
type Given<P extends Path> =
  Record<never, never> extends ParametersOf<P>
    ? [parameters?: ParametersOf<P>, options?: RequestOptions]
    : [parameters: ParametersOf<P>, options?: RequestOptions];

/**
 * Asks the API of Touchline. All methods throw an ApiProblem for an answer
 * other than 200, a TimeoutError when there is none in time, the reason of
 * the signal once that is aborted, and fetch's TypeError when the API is away.
 */
export interface TouchlineClient {
  /** What a path answers. */
  get<P extends Path>(path: P, ...given: Given<P>): Promise<AnswerOf<P>>;

  /** The pages of a path, one after another, each asked for when it is due. */
  pages<P extends PagedPath>(
    path: P,
    ...given: Given<P>
  ): AsyncGenerator<AnswerOf<P>, void, undefined>;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** @param origin where the API is, such as http://localhost:5000. */
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

/** Parameters that the path names go there, the others behind it. */
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
