// Queries, the cache, and every kind of refusal, as an Apollo client sees them.

import assert from "node:assert/strict";
import test from "node:test";

import { gql } from "@apollo/client";
import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";

import { codes, connect, given, refusal } from "./client.mjs";

const ME = gql`query Me { me { username } }`;
const TASK = gql`query Task($id: ID!) { task(id: $id) { id title completed } }`;
const TASKS = gql`
  query Tasks($after: String) {
    tasks(first: 1, after: $after) { edges { cursor node { id title } } totalCount pageInfo { hasNextPage endCursor } }
  }
`;
const RENAME = gql`
  mutation Rename($input: UpdateTaskInput!) { updateTask(input: $input) { task { id title } errors { code field } } }
`;
const CREATE = gql`
  mutation Create($input: CreateTaskInput!) { createTask(input: $input) { task { id } errors { code message field } } }
`;

test("a query is answered, and the second time from the client's cache", async () => {
  const client = connect({ token: given.emil });
  const first = await client.query({ query: ME });
  const second = await client.query({ query: ME });
  assert.deepEqual(first.data, { me: { __typename: "User", username: "emil" } });
  assert.deepEqual([second.data, client.sent], [first.data, ["Me"]]);
});

test("a mutation's answer changes what the cache holds of the object", async () => {
  const client = connect({ token: given.max });
  await client.query({ query: TASK, variables: { id: given.task } });
  const { data } = await client.mutate({ mutation: RENAME, variables: { input: { id: given.task, title: "Draw two" } } });
  const { data: cached } = await client.query({ query: TASK, variables: { id: given.task } });
  assert.deepEqual(data.updateTask.errors, []);
  assert.deepEqual([cached.task.title, client.sent], ["Draw two", ["Task", "Rename"]]);
});

test("the pages of a connection grow together", async () => {
  const client = connect({ token: given.max });
  const watched = client.watchQuery({ query: TASKS });
  watched.subscribe(() => {});
  const { data } = await client.query({ query: TASKS });
  await watched.fetchMore({ variables: { after: data.tasks.pageInfo.endCursor } });
  const { tasks } = client.readQuery({ query: TASKS });
  assert.deepEqual([tasks.edges.length, tasks.totalCount, tasks.pageInfo.hasNextPage], [2, 2, false]);
});

const REFUSED = {
  "a field that is not there": [gql`query Unknown { nothing }`, {}, "GRAPHQL_VALIDATION_FAILED"],
  "a variable of the wrong kind": [TASK, { id: { no: "id" } }, "BAD_USER_INPUT"],
  "a door that stays shut": [gql`query Shut { myTeam { totalCount } }`, {}, "FORBIDDEN"],
  "a page that is too large": [gql`query Large { tasks(first: 101) { totalCount } }`, {}, "BAD_USER_INPUT"],
};
for (const [name, [query, variables, code]] of Object.entries(REFUSED)) {
  test(`${name} is a typed error with a code`, async () => {
    const error = await refusal(connect({ token: given.emil }).query({ query, variables }));
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.deepEqual(codes(error), [code]);
  });
}

for (const [name, token, code] of [
  ["no token", undefined, "UNAUTHENTICATED"],
  ["a bad token", "nonsense", "UNAUTHENTICATED"],
  ["an expired token", given.expired, "TOKEN_EXPIRED"],
]) {
  test(`${name} is a typed error, and never quietly anonymous`, async () => {
    const error = await refusal(connect({ token }).query({ query: ME }));
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.deepEqual(codes(error), [code]);
  });
}

test("a broken rule is data, with the field to blame", async () => {
  const { data } = await connect({ token: given.max }).mutate({ mutation: CREATE, variables: { input: { title: " " } } });
  assert.deepEqual(data.createTask.task, null);
  assert.deepEqual(data.createTask.errors.map(({ code, field }) => [code, field]), [["REQUIRED", ["title"]]]);
});

test("what another may not see is null, without an error", async () => {
  const { data } = await connect({ token: given.egon }).query({ query: TASK, variables: { id: given.task } });
  assert.deepEqual(data, { task: null });
});

test("errorPolicy all gives both halves of an answer", async () => {
  const query = gql`query Both { me { username } myTeam { totalCount } }`;
  const { data, error } = await connect({ token: given.emil }).query({ query, errorPolicy: "all" });
  assert.deepEqual([data.me.username, data.myTeam, codes(error)], ["emil", null, ["FORBIDDEN"]]);
});

test("a request that is too large is 413 with a code", async () => {
  const variables = { input: { title: "x".repeat(1_100_000) } };
  const error = await refusal(connect({ token: given.max }).mutate({ mutation: CREATE, variables }));
  if (ServerError.is(error)) {
    assert.deepEqual([error.statusCode, JSON.parse(error.bodyText).errors[0].extensions.code], [413, "PAYLOAD_TOO_LARGE"]);
  } else {
    assert.deepEqual(codes(error), ["PAYLOAD_TOO_LARGE"]);
  }
});
