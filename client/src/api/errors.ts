/** What went wrong, in words for the people who use this page. */

import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import type { ErrorCode } from './schema.generated'

export interface Problem {
  code: ErrorCode
  message: string
  field?: readonly string[] | null
}

const OFFLINE = 'The server cannot be reached. What you see may be out of date.'
const UNEXPECTED = 'Something went wrong on the server. Try again; if it happens again, tell whoever runs it'

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'Your sign-in has ended. Sign in again.',
  TOKEN_EXPIRED: 'Your sign-in has ended. Sign in again.',
  PASSWORD_CHANGE_REQUIRED: 'Choose a password of your own first.',
  FORBIDDEN: 'You may not do this.',
  QUERY_TOO_COMPLEX: 'This asks for too much at once.',
  RATE_LIMITED: 'That was a lot in a short time. Wait a moment, then try again.',
  PAYLOAD_TOO_LARGE: 'This is larger than the server takes.',
  TIMEOUT: 'This took too long. Try again, or ask for less.',
  SERVICE_UNAVAILABLE: 'The server is busy with itself. Try again in a few seconds.',
}

/** Return the code of a failed request; null if it never reached the API. */
export function codeOf(error: unknown): ErrorCode | null {
  if (CombinedGraphQLErrors.is(error)) {
    return (error.errors[0]?.extensions?.code as ErrorCode | undefined) ?? null
  }
  if (ServerError.is(error)) {
    return codeOfBody(error.bodyText)
  }
  return null
}

function codeOfBody(text: string): ErrorCode | null {
  try {
    return JSON.parse(text).errors[0].extensions.code
  } catch {
    return null
  }
}

/** Whether the request got no answer at all. */
export function isOffline(error: unknown): boolean {
  return error instanceof TypeError || (ServerError.is(error) && error.statusCode >= 502 && codeOf(error) === null)
}

/** Return a sentence for a failed request. */
export function sentence(error: unknown): string {
  if (isOffline(error)) {
    return OFFLINE
  }
  const code = codeOf(error)
  const known = code && SENTENCES[code]
  if (known) {
    return known
  }
  const id = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.requestId : undefined
  return id ? `${UNEXPECTED} and give the number ${id}.` : `${UNEXPECTED}.`
}

/** Return the problems of a payload by the field to blame; those of no field under ''. */
export function byField(problems: readonly Problem[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const problem of problems) {
    const field = problem.field?.[0] ?? ''
    found[field] = found[field] ? `${found[field]} ${problem.message}` : problem.message
  }
  return found
}
