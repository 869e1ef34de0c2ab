/** Problem details as the API sends them (RFC 9457). */
interface Details {
  readonly detail: string;
  readonly error: { readonly code: string };
}

/** An error response of the API. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** The HTTP status. */
  readonly status: number;
  /** What kind of problem, such as bad_request or not_found; "" if unknown. */
  readonly code: string;
  /** Names the request in the log of the API; "" if unknown. */
  readonly requestId: string;

  private constructor(message: string, code: string, response: Response) {
    super(message);
    this.status = response.status;
    this.code = code;
    this.requestId = response.headers.get("X-Request-Id") ?? "";
  }

  /** Reads an error response of the API or of a proxy in front of it. */
  static async from(response: Response): Promise<ApiProblem> {
    const type = response.headers.get("Content-Type") ?? "";
    if (!type.startsWith("application/problem+json")) {
      await response.body?.cancel();
      return new ApiProblem(
        `${response.url} answered ${response.status} ${response.statusText}`,
        "",
        response,
      );
    }
    const { detail, error } = (await response.json()) as Details;
    return new ApiProblem(detail, error.code, response);
  }
}
