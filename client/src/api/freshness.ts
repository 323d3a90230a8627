/** Keeps what is on the screen true while others change things: it is asked for again, and stays where it is. */

import { type ApolloClient, type ObservableQuery, RefetchEventManager } from '@apollo/client'
import { filter, fromEvent, interval, merge, Observable, throttleTime } from 'rxjs'
import { onRecovery } from './connection'

const EVERY = 30_000
const AT_MOST_EVERY = 2_000
const LONGEST_PAGE = 100

declare module '@apollo/client' {
  interface RefetchEvents {
    seen: unknown
    recovery: undefined
  }
}

/** Refreshes when somebody turns to the page, every half a minute while it is looked at, and when the server is back. */
export function refreshing(): RefetchEventManager {
  return new RefetchEventManager({
    sources: {
      seen: () =>
        merge(fromEvent(window, 'focus'), fromEvent(document, 'visibilitychange'), interval(EVERY)).pipe(
          filter(() => document.visibilityState === 'visible'),
          throttleTime(AT_MOST_EVERY),
        ),
      recovery: () => new Observable<undefined>((told) => onRecovery(() => told.next(undefined))),
    },
    defaultHandler: ({ client }) => refresh(client),
  })
}

function refresh(client: ApolloClient): void {
  for (const query of client.getObservableQueries('active')) {
    // A request that gets no answer is noticed by the connection; what is shown stays.
    void again(client, query).catch(() => undefined)
  }
}

/**
 * Ask again; of a list everything that is shown of it, so that nobody loses his place in it.
 *
 * It is asked beside the query, which a failure would empty; only one that has nothing to lose asks by itself.
 */
function again(client: ApolloClient, query: ObservableQuery): Promise<unknown> {
  if (query.getCurrentResult().error) {
    return query.refetch()
  }
  const { first } = query.variables
  const variables = first
    ? { ...query.variables, first: Math.min(Math.max(shown(query), Number(first)), LONGEST_PAGE), after: null }
    : query.variables
  return client.query({ query: query.query, variables, fetchPolicy: 'network-only' })
}

/** Return how many rows the longest list of the answer has. */
function shown(query: ObservableQuery): number {
  const lists = Object.values((query.getCurrentResult().data ?? {}) as Record<string, { edges?: readonly unknown[] }>)
  return Math.max(0, ...lists.map((list) => list?.edges?.length ?? 0))
}
