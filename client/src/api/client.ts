/** The Apollo client: how an operation gets its token, what happens when that has expired, and what is kept. */

import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
import { relayStylePagination } from '@apollo/client/utilities'
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs'
import { from, switchMap, tap, throwError } from 'rxjs'
import { noteAnswer, noteLoss } from './connection'
import { codeOf, isOffline } from './errors'
import { refreshing } from './freshness'
import { currentSession, ENDPOINT, forgetSession, refreshed, type Session } from './session'
import { transport } from './transport'

const LISTS = ['filter', 'search', 'orderBy']

export function makeCache(): InMemoryCache {
  const list = () => relayStylePagination(LISTS)
  return new InMemoryCache({
    possibleTypes: {
      Node: ['Task', 'TaskFile', 'Employee', 'Department', 'JobRole', 'EmployeePosition', 'EmployeeType', 'Company'],
    },
    typePolicies: {
      Query: {
        fields: { tasks: list(), myTasks: list(), assignedByMe: list(), employees: list(), myTeam: list() },
      },
      // A member is counted anew with each answer, and is who he is by his person.
      TeamMember: { keyFields: ['employee', ['id']] },
      ServerInfo: { keyFields: [] },
    },
  })
}

const withToken = new SetContextLink(({ headers }) => {
  const token = currentSession()?.token
  return token ? { headers: { ...headers, Authorization: `Bearer ${token}` } } : { headers }
})

/** Refreshes an expired token once, and repeats; a sign-in that has ended leads to the sign-in page. */
const sessions = new ErrorLink(({ error, operation, forward }) => {
  const stale = String(operation.getContext().headers?.Authorization ?? '').slice('Bearer '.length)
  const repeat = ({ token }: Session) => {
    operation.setContext(({ headers }: { headers: object }) => ({
      headers: { ...headers, Authorization: `Bearer ${token}` },
    }))
    return forward(operation)
  }
  switch (codeOf(error)) {
    case 'UNAUTHENTICATED': {
      const session = currentSession()
      // A request that was under way while the password changed has a token of before; the sign-in itself goes on.
      if (session && stale && session.token !== stale) {
        return repeat(session)
      }
      forgetSession()
      return undefined
    }
    case 'TOKEN_EXPIRED':
      return from(refreshed(stale)).pipe(switchMap((session) => (session ? repeat(session) : throwError(() => error))))
    default:
      return undefined
  }
})

/** Notes whether the server answered in the end: also when it went away between a token's end and its refresh. */
const connection = new ApolloLink((operation, forward) =>
  forward(operation).pipe(tap({ next: noteAnswer, error: noteFailure })),
)

function noteFailure(error: Error): void {
  if (isOffline(error)) {
    noteLoss()
  } else if (error.name !== 'AbortError') {
    noteAnswer()
  }
}

export function makeClient(): ApolloClient {
  const http = new UploadHttpLink({
    uri: ENDPOINT,
    fetch: transport,
    headers: { 'GraphQL-Require-Preflight': '1', Accept: 'application/graphql-response+json' },
  })
  return new ApolloClient({
    cache: makeCache(),
    link: ApolloLink.from([withToken, connection, sessions, http]),
    refetchEventManager: refreshing(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  })
}
