// An Apollo client as a web client would make it: it signs its requests, and renews an expired token once for all.

import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { ErrorLink } from "@apollo/client/link/error";
import { relayStylePagination } from "@apollo/client/utilities";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { from, mergeMap } from "rxjs";

/** What the test that started this process knows: the address, tokens, ids. */
export const given = JSON.parse(process.env.GIVEN);

export const REFRESH = gql`
  mutation Refresh($refreshToken: String!) {
    refreshToken(refreshToken: $refreshToken) { token refreshToken errors { code } }
  }
`;

/** Return a client for a session, `{ token, refreshToken }`; `client.sent` names what it asked the server. */
export function connect(session = {}) {
  const sent = [];
  async function watched(address, options) {
    sent.push(/(?:query|mutation) (\w+)/.exec(typeof options.body === "string" ? options.body : "")?.[1] ?? "upload");
    return fetch(address, options);
  }
  const sign = new SetContextLink(({ headers }) => ({
    sentWith: session.token,
    headers: session.token ? { ...headers, authorization: `Bearer ${session.token}` } : headers,
  }));
  const http = new UploadHttpLink({ uri: given.url, fetch: watched, headers: { "GraphQL-Require-Preflight": "1" } });
  const cache = new InMemoryCache({
    typePolicies: { Query: { fields: { tasks: relayStylePagination(["filters", "ordering"]) } } },
  });
  const client = new ApolloClient({ cache, link: ApolloLink.from([refreshing(session, () => client), sign, http]) });
  return Object.assign(client, { sent });
}

/** Return the link that renews an expired token: one refresh for however many operations, each repeated once. */
function refreshing(session, client) {
  let underWay = null;
  async function refresh() {
    const { data } = await client().mutate({ mutation: REFRESH, variables: { refreshToken: session.refreshToken } });
    if (data.refreshToken.errors.length) throw new Error(data.refreshToken.errors[0].code);
    session.token = data.refreshToken.token;
    session.refreshToken = data.refreshToken.refreshToken;
  }
  return new ErrorLink(({ error, operation, forward }) => {
    if (!session.refreshToken || !codes(error).includes("TOKEN_EXPIRED")) return undefined;
    if (operation.getContext().sentWith !== session.token) return forward(operation);
    underWay ??= refresh().finally(() => { underWay = null; });
    return from(underWay).pipe(mergeMap(() => forward(operation)));
  });
}

/** Return the codes of an error, none if it is not the server's word on the operation. */
export function codes(error) {
  return CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.code) : [];
}

/** Return the error that a promise is refused with. */
export async function refusal(promise) {
  return promise.then(
    (answer) => { throw new Error(`It was not refused: ${JSON.stringify(answer)}`); },
    (error) => error,
  );
}
