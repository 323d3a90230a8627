/** What GraphiQL sends its operations with. */

import { post } from "./endpoint.js";

const INTROSPECTION = "IntrospectionQuery";
const ASKING_FOR_COST = { "GraphQL-Cost": "1" };

/** Return a fetcher that signs each operation, unless its headers editor does, and reports each answer to the user's own. */
export function createFetcher(session, report) {
  return async (operation, { headers = {} } = {}) => {
    const own = names(headers, "authorization");
    if (operation.operationName === INTROSPECTION) {
      return (await (own ? post(operation, headers) : session.post(operation, headers))).body;
    }
    const sent = { ...ASKING_FOR_COST, ...headers };
    const answer = await (own ? post(operation, sent) : session.post(operation, sent));
    report(answer);
    const pair = own ? null : tokensIn(answer.body.data);
    if (pair) {
      await session.adopt(pair);
    }
    return names(headers, "graphql-cost") ? answer.body : answer.shown;
  };
}

function names(headers, wanted) {
  return Object.keys(headers).some((name) => name.toLowerCase() === wanted);
}

// Signing in, renewing and choosing a password by hand would otherwise leave this page with dead tokens.
function tokensIn(data) {
  return Object.values(data ?? {}).find((payload) => payload?.token && payload.refreshToken);
}
