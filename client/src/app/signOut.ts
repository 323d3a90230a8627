import type { ApolloClient } from '@apollo/client'
import { currentSession, forgetSession } from '../api/session'
import { SignOutDocument } from '../api/session.generated'

/** End the sign-in on the server and here; here also if the server cannot be reached. */
export async function signOut(client: ApolloClient): Promise<void> {
  const session = currentSession()
  forgetSession()
  if (session) {
    const variables = { refreshToken: session.refreshToken }
    await client.mutate({ mutation: SignOutDocument, variables }).catch(() => undefined)
  }
}
