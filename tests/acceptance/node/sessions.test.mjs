// Signing in, an access token that expires under way, and the end of a sign-in.

import assert from "node:assert/strict";
import test from "node:test";

import { gql } from "@apollo/client";

import { codes, connect, given, refusal } from "./client.mjs";

const SIGN_IN = gql`
  mutation SignIn($username: String!, $password: String!) {
    tokenAuth(username: $username, password: $password) { token refreshToken errors { code } }
  }
`;
const SIGN_OUT = gql`mutation SignOut($token: String!) { revokeToken(refreshToken: $token) { errors { code } } }`;
const ME = gql`query Me { me { username } }`;
const NAMED = gql`query Named($id: ID!) { me { username } task(id: $id) { id } }`;

async function signIn(username, password) {
  const { data } = await connect().mutate({ mutation: SIGN_IN, variables: { username, password } });
  return data.tokenAuth;
}

test("many queries with an expired token share one refresh, and each is repeated once", async () => {
  const client = connect({ token: given.expired, refreshToken: given.refresh });
  const ids = Array.from({ length: 8 }, (_, number) => `task-${number}`);
  const answers = await Promise.all(ids.map((id) => client.query({ query: NAMED, variables: { id } })));
  assert.deepEqual(answers.map(({ data }) => data.me.username), ids.map(() => "emil"));
  const counts = [client.sent.filter((name) => name === "Refresh").length, client.sent.length];
  assert.deepEqual(counts, [1, ids.length * 2 + 1]);
});

test("a sign-in with a wrong password is data with a code", async () => {
  const answer = await signIn("emil", "not his password at all");
  assert.deepEqual([answer.token, answer.errors.map(({ code }) => code)], [null, ["INVALID_CREDENTIALS"]]);
});

test("whoever signs in is known, and after signing out is not", async () => {
  const { token, refreshToken } = await signIn("emil", given.password);
  const client = connect({ token });
  const { data } = await client.query({ query: ME });
  assert.equal(data.me.username, "emil");
  await client.mutate({ mutation: SIGN_OUT, variables: { token: refreshToken } });
  const error = await refusal(client.query({ query: ME, fetchPolicy: "network-only" }));
  assert.deepEqual(codes(error), ["UNAUTHENTICATED"]);
});

test("where the refresh is refused, the queries are refused, and nothing is asked again and again", async () => {
  const client = connect({ token: given.expired, refreshToken: "nonsense" });
  const error = await refusal(client.query({ query: ME }));
  assert.match(String(error), /TOKEN_INVALID/);
  assert.deepEqual(client.sent, ["Me", "Refresh"]);
});
