import type Router from "@koa/router";
import type { Context } from "koa";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { TouchlineError } from "../../common/errors.ts";
import { KEY_COOKIE } from "./caller.ts";
import type { Gate } from "./gate.ts";

/** The only path that accepts a body. */
export const SIGN_IN = "/sign-in";

/** Ample for a sign-in. */
const MOST_BYTES = 1024;

const SignIn = Type.Object({ key: Type.String() });

/**
 * Adds the routes that turn a key into a cookie, which scripts cannot read and
 * other sites cannot send, and that remove the cookie.
 */
export function addSignIn(router: Router, gate: Gate): void {
  router.post(SIGN_IN, async (context) => {
    refuseOtherSites(context);
    const presented = await readKey(context);
    gate.signIn(context, presented);
    answerWithCookie(context, presented);
  });
  router.post("/sign-out", (context) => {
    refuseOtherSites(context);
    answerWithCookie(context, null);
  });
}

async function readKey(context: Context): Promise<string> {
  if (!context.is("application/json"))
    throw new TouchlineError(
      "unsupported_media_type",
      `${SIGN_IN} requires application/json: {"key": "…"}`,
    );
  const body = parseJson(await readBody(context, MOST_BYTES));
  if (!Value.Check(SignIn, body))
    throw new TouchlineError(
      "bad_request",
      `${SIGN_IN} requires a JSON object: {"key": "…"}`,
    );
  return body.key;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The cookie lasts until the browser is closed; with TLS it is sent over TLS only. */
function answerWithCookie(context: Context, key: string | null): void {
  const { secure } = context;
  context.cookies.set(KEY_COOKIE, key, { secure, sameSite: "strict" });
  context.set("Cache-Control", "no-store");
  context.status = 204;
}

/**
 * Reads the body of a request. Throws content_too_large if it has more bytes,
 * bad_request if it is incomplete.
 */
async function readBody(context: Context, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of context.req as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new TouchlineError("bad_request", "the body is incomplete", {
      cause: error,
    });
  }
  if (bytes > mostBytes) {
    // The rest is not read.
    context.set("Connection", "close");
    throw new TouchlineError(
      "content_too_large",
      `the body has more than ${mostBytes} bytes`,
    );
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Throws forbidden for a request that a page of another site makes a browser
 * send (cross-site request forgery). Browsers name the site of the page in
 * Sec-Fetch-Site, older ones in Origin alone; programs send neither.
 */
function refuseOtherSites(context: Context): void {
  const site = context.get("Sec-Fetch-Site");
  const origin = context.get("Origin");
  // A proxy may give Host another value, so Origin counts only without the first.
  const isOurs =
    site === ""
      ? origin === "" || hostOf(origin) === context.headers.host
      : site === "same-origin";
  if (isOurs) return;
  throw new TouchlineError(
    "forbidden",
    `${context.path} takes no requests from pages of other sites: open the dashboard of this API and use that`,
  );
}

/** The host of an origin; undefined if it has none, as "null". */
const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;
