/** The sign-in of this browser: kept for all its tabs, and refreshed by one of them at a time. */

import { ServerError } from '@apollo/client/errors'
import { useSyncExternalStore } from 'react'

export const ENDPOINT = '/graphql/'
const KEPT_AS = 'rakmedia.session'
const LOCK = 'rakmedia.session'
const REFRESH = `mutation Refresh($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken expiresIn mustChangePassword errors { code } }
}`

export interface Session {
  token: string
  refreshToken: string
  mustChangePassword: boolean
}

/** What a payload with tokens answers; the tokens are null where it has errors. */
export interface Tokens {
  token?: string | null
  refreshToken?: string | null
  mustChangePassword?: boolean | null
}

const listeners = new Set<() => void>()
let parsed: { text: string | null; session: Session | null } = { text: null, session: null }

export function currentSession(): Session | null {
  const text = localStorage.getItem(KEPT_AS)
  if (text !== parsed.text) {
    parsed = { text, session: text ? (JSON.parse(text) as Session) : null }
  }
  return parsed.session
}

/** Keep the tokens of a payload; returns whether it had any. */
export function keepTokens(tokens: Tokens): boolean {
  if (!tokens.token || !tokens.refreshToken) {
    return false
  }
  const { token, refreshToken, mustChangePassword } = tokens
  localStorage.setItem(
    KEPT_AS,
    JSON.stringify({ token, refreshToken, mustChangePassword: Boolean(mustChangePassword) }),
  )
  announce()
  return true
}

/** Forget the sign-in, here and in the other tabs. */
export function forgetSession(): void {
  localStorage.removeItem(KEPT_AS)
  announce()
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, currentSession)
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function announce(): void {
  for (const listener of listeners) {
    listener()
  }
}

// Another tab signed in, signed out or refreshed.
window.addEventListener('storage', (event) => {
  if (event.key === KEPT_AS || event.key === null) {
    announce()
  }
})

let underWay: Promise<Session | null> | null = null

/**
 * Return a session whose access token is another than the stale one; null if the sign-in has ended.
 *
 * However many requests fail together, and in however many tabs, one exchange is made: a refresh token is good once.
 * Rejects if the server cannot be reached, or is too busy, which ends nothing.
 */
export function refreshed(stale: string): Promise<Session | null> {
  underWay ??= locked(() => exchange(stale)).finally(() => {
    underWay = null
  })
  return underWay
}

async function exchange(stale: string): Promise<Session | null> {
  const session = currentSession()
  if (!session || session.token !== stale) {
    return session
  }
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: REFRESH, variables: { refreshToken: session.refreshToken } }),
  })
  const bodyText = await response.text()
  const payload = payloadOf(bodyText)
  if (!payload) {
    throw new ServerError('The sign-in could not be refreshed.', { response, bodyText })
  }
  if (!keepTokens(payload)) {
    forgetSession()
  }
  return currentSession()
}

/** Return the tokens of an answer; null if it has none, or is not from the API but from something before it. */
function payloadOf(text: string): Tokens | null {
  try {
    return JSON.parse(text).data?.refreshToken ?? null
  } catch {
    return null
  }
}

function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work()
}
