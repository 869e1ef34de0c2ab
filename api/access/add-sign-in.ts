import type Router from "@koa/router";
import type { Context } from "koa";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { TouchlineError } from "../../common/errors.ts";
import { KEY_COOKIE } from "./caller.ts";
import type { Gate } from "./gate.ts";
import { readBody } from "./read-body.ts";
import { refuseOtherSites } from "./refuse-other-sites.ts";

/** The one path that takes a body. */
export const SIGN_IN = "/sign-in";

/** A sign-in, with room to spare. */
const MOST_BYTES = 1024;

const SignIn = Type.Object({ key: Type.String() });

/**
 * Lets the router take the key of a browser's user and give it back as a
 * cookie, which no script can read and no other site can send; and take that
 * away again.
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
      `${SIGN_IN} takes application/json: {"key": "…"}`,
    );
  const body = parseJson(await readBody(context, MOST_BYTES));
  if (!Value.Check(SignIn, body))
    throw new TouchlineError(
      "bad_request",
      `${SIGN_IN} takes a JSON object: {"key": "…"}`,
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

/** Until the browser is closed; over TLS only, where there is TLS. */
function answerWithCookie(context: Context, key: string | null): void {
  const { secure } = context;
  context.cookies.set(KEY_COOKIE, key, { secure, sameSite: "strict" });
  context.set("Cache-Control", "no-store");
  context.status = 204;
}
