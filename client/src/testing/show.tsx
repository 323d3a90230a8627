import type { ApolloClient } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { render } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { onTestFinished } from 'vitest'
import { makeClient } from '../api/client'
import { App } from '../app/App'
import { ViewerProvider } from '../app/viewer'
import { Toasts } from '../ui/Toasts'

interface Shown {
  client: ApolloClient
  user: UserEvent
}

/** Show a part of a page to somebody who is signed in; `Viewer` has to be among what is served. */
export function show(part: ReactNode): Shown {
  return inClient(
    <>
      <ViewerProvider>{part}</ViewerProvider>
      <Toasts />
    </>,
  )
}

/** Open the application at an address. */
export function open(address: string): Shown {
  history.replaceState(null, '', address)
  return inClient(<App />)
}

function inClient(shown: ReactNode): Shown {
  const client = makeClient()
  // Or it would refresh what is not shown any more.
  onTestFinished(() => client.stop())
  render(<ApolloProvider client={client}>{shown}</ApolloProvider>)
  return { client, user: userEvent.setup() }
}
