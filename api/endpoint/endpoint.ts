import type { Static, TObject, TSchema } from "typebox";
import type { ReadStore } from "../../clickhouse/connection/store.ts";
import type { Scope } from "../../common/settings/api-keys.ts";
import { askTogether } from "../answers/ask-together.ts";
import type { Sources } from "../answers/sources.ts";

/** What an endpoint takes and returns, from which its documentation follows. */
export interface EndpointSchema<
  Parameters extends TObject = TObject,
  Answer extends TSchema = TSchema,
> {
  /** Names in braces are parameters: /api/users/{user_id}/days. */
  readonly path: string;
  /** The group in the documentation. */
  readonly tag: "Game" | "Players" | "Data";
  /** A short phrase, without a full stop. */
  readonly summary: string;
  /** Those of the query and of the path. */
  readonly parameters: Parameters;
  readonly answer: Answer;
  /**
   * The list of the answer that CSV and NDJSON contain, if any; the endpoint
   * then takes the parameter `format`.
   */
  readonly rows?: string;
  /** The scope that a key needs; `read` by default. */
  readonly scope?: Scope;
  /** The answer is out of date at once: it has no ETag. */
  readonly momentary?: true;
  /** A request on the bundled sample and its answer, of which lists are cut short. */
  readonly example: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly answer: Static<Answer>;
  };
}

/** What add-endpoint.ts fills in where a request leaves it out. */
interface Defaults {
  from: string;
  to: string;
  /** "" for all. */
  country: string;
  /** "" for all. */
  device: string;
  limit: number;
}

/** The parameters that an answer depends on, complete, with ids in lower case. */
export type Question<Parameters extends TObject> = Omit<
  Static<Parameters>,
  "format" | keyof Defaults
> &
  Pick<Defaults, keyof Defaults & keyof Static<Parameters>>;

export interface Endpoint<
  Parameters extends TObject = TObject,
  Answer extends TSchema = TSchema,
> {
  readonly schema: EndpointSchema<Parameters, Answer>;
  /** Called once for each API; returns the function that answers requests. */
  readonly answer: (
    sources: Sources,
  ) => (question: Question<Parameters>) => Promise<Static<Answer>>;
}

/** Checks the types of an endpoint; those in a list have no more than `Endpoint`. */
export function defineEndpoint<
  Parameters extends TObject,
  Answer extends TSchema,
>({ schema, answer }: Endpoint<Parameters, Answer>): Endpoint {
  return { schema, answer: answer as unknown as Endpoint["answer"] };
}

/**
 * Answers questions a few at a time, and equal ones that wait together once.
 * @param questionsAtOnce how many questions are answered at a time.
 */
export function together<Asked, Answer>(
  answer: (question: Asked, store: ReadStore) => Promise<Answer>,
  questionsAtOnce?: number,
): (sources: Sources) => (question: Asked) => Promise<Answer> {
  return ({ store }) =>
    askTogether((question) => answer(question, store), questionsAtOnce);
}
