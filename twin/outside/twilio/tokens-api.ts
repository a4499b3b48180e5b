/** accounts.twilio.com, as far as a rotation uses it: a secondary auth token, and its promotion to primary. */
import { type Context, Hono } from "hono";
import { errorBody } from "./refusal.ts";
import { authenticate, callerOf, notFound } from "./rest.ts";
import type { TwilioStore } from "./store.ts";

/** Mounted at "/v1/AuthTokens". The account is the one that the request is authenticated as. */
export function tokensApi(store: TwilioStore): Hono {
  const api = new Hono();
  const asCaller = (answer: (context: Context, accountSid: string) => Response) => (context: Context) => {
    const sid = callerOf(context.req.header("authorization"), store);
    return sid === undefined ? context.json(errorBody(authenticate), 401) : answer(context, sid);
  };

  api.post(
    "/Secondary",
    asCaller((context, account_sid) => {
      const secondary_auth_token = store.createSecondaryToken(account_sid);
      return secondary_auth_token === undefined
        ? context.json(errorBody({ code: 20001, message: "A secondary auth token exists", status: 400 }), 400)
        : context.json({ account_sid, secondary_auth_token }, 201);
    }),
  );
  api.delete(
    "/Secondary",
    asCaller((context, sid) =>
      store.deleteSecondaryToken(sid)
        ? context.body(null, 204)
        : context.json(notFound(context.req.path), 404),
    ),
  );
  api.post(
    "/Promote",
    asCaller((context, account_sid) => {
      const auth_token = store.promoteSecondaryToken(account_sid);
      return auth_token === undefined
        ? context.json(notFound(context.req.path), 404)
        : context.json({ account_sid, auth_token });
    }),
  );
  return api;
}
