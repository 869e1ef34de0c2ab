export {
  createClient,
  type AnswerOf,
  type ClientOptions,
  type PagedPath,
  type ParametersOf,
  type Path,
  type RequestOptions,
  type TouchlineClient,
} from "./client.ts";
export { ApiProblem } from "./problem.ts";
export type { Endpoints } from "./endpoints.ts";
