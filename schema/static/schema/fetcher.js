/** What GraphiQL sends its operations with. */

import { post } from "./endpoint.js";

const INTROSPECTION = "IntrospectionQuery";

/** Return a fetcher that signs each operation, unless its headers editor does, and reports each answer to the user's own. */
export function createFetcher(session, report) {
  return async (operation, { headers = {} } = {}) => {
    const own = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
    const answer = await (own ? post(operation, headers) : session.post(operation, headers));
    if (operation.operationName !== INTROSPECTION) {
      report(answer);
    }
    const pair = own ? null : tokensIn(answer.body.data);
    if (pair) {
      await session.adopt(pair);
    }
    return answer.body;
  };
}

// Signing in, renewing and choosing a password by hand would otherwise leave this page with dead tokens.
function tokensIn(data) {
  return Object.values(data ?? {}).find((payload) => payload?.token && payload.refreshToken);
}
