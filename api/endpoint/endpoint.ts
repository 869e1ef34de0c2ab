import type { TObject, TSchema } from "typebox";
import type { Scope } from "../../common/api-keys.ts";

/** What a path of the API takes and answers; the code and its page read it. */
export interface Endpoint<
  Parameters extends TObject = TObject,
  Answer extends TSchema = TSchema,
> {
  /** Names in braces are parameters: /api/users/{user_id}/days. */
  readonly path: string;
  /** One sentence. */
  readonly summary: string;
  /** Those of the query and of the path. */
  readonly parameters: Parameters;
  readonly answer: Answer;
  /**
   * The list of the answer that CSV and NDJSON are made of, where there is
   * one; the endpoint then takes the parameter `format`.
   */
  readonly rows?: string;
  /** What a key must be for, where keys are set; `read` unless named. */
  readonly scope?: Scope;
  /** The answer is of the moment: it has no ETag, and is not to be kept. */
  readonly momentary?: true;
}
