/** The API for a script: an Apollo Client that signs in, refreshes an expired token once for all, and sends files. */

import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  type DefaultContext,
  gql,
  InMemoryCache,
  type OperationVariables,
  type TypedDocumentNode,
} from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
// @ts-expect-error -- the package brings no types.
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs'
import { from, map, switchMap } from 'rxjs'

const {
  TASKS_URL = 'http://localhost:8000/graphql/',
  TASKS_USERNAME = 'martin',
  TASKS_PASSWORD = 'harbour-lights-7', // the demo's
} = process.env

export interface UserError {
  code: string
  message: string
  field: string[] | null
}

export interface Payload {
  errors: UserError[]
}

interface Tokens extends Payload {
  token: string
  refreshToken: string
}

const SIGN_IN: TypedDocumentNode<{ tokenAuth: Tokens }> = gql`
  mutation SignIn($username: String!, $password: String!) {
    tokenAuth(username: $username, password: $password) { token refreshToken errors { code message field } }
  }
`
const REFRESH: TypedDocumentNode<{ refreshToken: Tokens }> = gql`
  mutation Refresh($refreshToken: String!) {
    refreshToken(refreshToken: $refreshToken) { token refreshToken errors { code message field } }
  }
`
const SIGN_OUT: TypedDocumentNode<{ revokeToken: Payload }> = gql`
  mutation SignOut($refreshToken: String!) {
    revokeToken(refreshToken: $refreshToken) { errors { code message field } }
  }
`

/** An error of the API: something is wrong with the request, or the input of a mutation breaks a rule. */
export class ApiError extends Error {
  code: string
  /** Seconds. */
  retryAfter: number | undefined
  /** What the mutation answered. */
  payload: Payload | undefined

  constructor(code: string, message: string, about: { retryAfter?: number; payload?: Payload } = {}) {
    super(`${code}: ${message}`)
    this.code = code
    this.retryAfter = about.retryAfter
    this.payload = about.payload
  }
}

let tokens: { token: string; refreshToken: string } | undefined
let refreshing: Promise<void> | undefined

const withToken = new SetContextLink(({ headers, stranger }) =>
  stranger || !tokens
    ? {}
    : { sentWith: tokens.token, headers: { ...headers, authorization: `Bearer ${tokens.token}` } },
)

/** One exchange for however many operations, since a refresh token is good once; each of them is repeated once. */
const refreshed = new ErrorLink(({ error, operation, forward }) => {
  if (!CombinedGraphQLErrors.is(error) || error.errors[0]?.extensions?.code !== 'TOKEN_EXPIRED') {
    return
  }
  if (operation.getContext().sentWith !== tokens?.token) {
    return forward(operation) // it was exchanged while this one was under way
  }
  refreshing ??= takeTokens(REFRESH, { refreshToken: tokens?.refreshToken }).finally(() => {
    refreshing = undefined
  })
  return from(refreshing).pipe(switchMap(() => forward(operation)))
})

/** Apollo's errors know nothing of headers. */
const withRetryAfter = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    map((result) => {
      const wait: string | null = operation.getContext().response.headers.get('Retry-After')
      return wait ? { ...result, extensions: { ...result.extensions, retryAfter: Number(wait) } } : result
    }),
  ),
)

const http = new UploadHttpLink({
  uri: TASKS_URL,
  headers: { Accept: 'application/graphql-response+json', 'GraphQL-Require-Preflight': '1' },
  fetch: (address: string, { signal, ...options }: RequestInit) => {
    const timeout = AbortSignal.timeout(30_000)
    return fetch(address, { ...options, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
  },
})

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.from([refreshed, withToken, withRetryAfter, http]),
  defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
})

export async function signIn(): Promise<void> {
  await takeTokens(SIGN_IN, { username: TASKS_USERNAME, password: TASKS_PASSWORD })
}

export async function signOut(): Promise<void> {
  await mutate(SIGN_OUT, { refreshToken: tokens?.refreshToken }, { stranger: true })
  tokens = undefined
}

/** Returns the data of a query. */
export async function query<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data } = await client.query<Data, OperationVariables>({ query: document, variables }).catch(raise)
  return data as Data
}

/** Returns what a mutation answers, if it was done. */
export async function mutate<Answer extends Payload, Variables extends OperationVariables>(
  document: TypedDocumentNode<Record<string, Answer>, Variables>,
  variables: Variables,
  context: DefaultContext = {},
): Promise<Answer> {
  const { data } = await client
    .mutate<Record<string, Answer>, OperationVariables>({ mutation: document, variables, context })
    .catch(raise)
  const [payload] = Object.values(data ?? {}) as [Answer]
  const [error] = payload.errors
  if (error) {
    throw new ApiError(error.code, [...(error.field ?? []), error.message].join(': '), { payload })
  }
  return payload
}

async function takeTokens(
  document: TypedDocumentNode<Record<string, Tokens>>,
  variables: OperationVariables,
): Promise<void> {
  tokens = await mutate(document, variables, { stranger: true })
}

function raise(error: unknown): never {
  const [first] = CombinedGraphQLErrors.is(error) ? error.errors : []
  if (!first || !CombinedGraphQLErrors.is(error)) {
    throw error
  }
  const { code, requestId } = first.extensions as { code: string; requestId?: string }
  const message = requestId ? `${first.message} (${requestId})` : first.message
  throw new ApiError(code, message, { retryAfter: error.extensions?.retryAfter as number | undefined })
}
