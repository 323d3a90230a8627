/** Gives tasks other titles, and deals with every error. It reads lines of an id, a tab and a title. */

import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { gql, type TypedDocumentNode } from '@apollo/client'
import { ApiError, mutate, type Payload, query, signIn, signOut } from './tasks_api.ts'

interface Task {
  title: string
  version: number
}

interface Renamed extends Payload {
  current: Task | null
}

const TASK: TypedDocumentNode<{ task: Task | null }> = gql`
  query Task($id: ID!) { task(id: $id) { title version } }
`
const RENAME: TypedDocumentNode<{ updateTask: Renamed }> = gql`
  mutation Rename($input: UpdateTaskInput!) {
    updateTask(input: $input) { task { version } current { title version } errors { code message field } }
  }
`
const TRIES = 4

/** What the program does about an error, and what it asks of people. */
const Do = {
  SIGN_IN: 'sign in again, then repeat it',
  WAIT: 'wait, then repeat it',
  MERGE: 'repeat it on top of what somebody else changed; a person decides if that is the same field',
  SKIP: 'take the object as out of reach',
  INPUT: 'correct the input',
  FIRST: 'do first what stands in its way',
  PROGRAM: 'correct the program',
  REPORT: 'tell whoever runs the server',
  STOP: 'end, because all else would fail as well',
} as const

const WHAT_TO_DO: Record<string, string> = {
  // What is wrong with the request or the server.
  UNAUTHENTICATED: Do.SIGN_IN,
  TOKEN_EXPIRED: Do.SIGN_IN, // the client has refreshed it, which did not help
  PASSWORD_CHANGE_REQUIRED: Do.STOP,
  FORBIDDEN: Do.SKIP,
  BAD_REQUEST: Do.PROGRAM,
  BAD_USER_INPUT: Do.INPUT,
  GRAPHQL_PARSE_FAILED: Do.PROGRAM,
  GRAPHQL_VALIDATION_FAILED: Do.PROGRAM,
  QUERY_TOO_COMPLEX: Do.PROGRAM,
  RATE_LIMITED: Do.WAIT,
  PAYLOAD_TOO_LARGE: Do.INPUT,
  CSRF_PREFLIGHT_REQUIRED: Do.PROGRAM,
  TIMEOUT: Do.WAIT,
  SERVICE_UNAVAILABLE: Do.WAIT,
  INTERNAL_SERVER_ERROR: Do.REPORT,
  // What rule the input of a mutation breaks.
  NOT_FOUND: Do.SKIP,
  REQUIRED: Do.INPUT,
  INVALID: Do.INPUT,
  TOO_LONG: Do.INPUT,
  UNIQUE: Do.INPUT,
  IN_USE: Do.FIRST,
  CONFLICT: Do.MERGE,
  LAST_OFFICER: Do.FIRST,
  ASSIGNEE_INACTIVE: Do.INPUT,
  INVALID_CREDENTIALS: Do.STOP, // wrong passwords are counted
  ACCOUNT_INACTIVE: Do.STOP,
  TOO_MANY_ATTEMPTS: Do.STOP,
  TOKEN_INVALID: Do.SIGN_IN,
  PASSWORD_EXPIRED: Do.STOP,
  PASSWORD_TOO_WEAK: Do.INPUT,
  FILE_EMPTY: Do.INPUT,
  FILE_TOO_LARGE: Do.INPUT,
  FILE_TYPE_NOT_ALLOWED: Do.INPUT,
  FILE_MISSING: Do.REPORT,
  QUOTA_EXCEEDED: Do.FIRST,
  STORAGE_FULL: Do.REPORT,
}

/** Returns what `ask` returns; where it helps, signs in again or waits, and repeats it. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; tried < TRIES; tried++) {
    try {
      return await ask()
    } catch (error) {
      switch (error instanceof ApiError && WHAT_TO_DO[error.code]) {
        case Do.SIGN_IN:
          await signIn()
          break
        case Do.WAIT:
          await sleep(1000 * ((error as ApiError).retryAfter ?? 1))
          break
        default:
          throw error
      }
    }
  }
  return ask()
}

/** Gives a task another title. The version keeps what was done unseen, before a timeout, from being done twice. */
async function retitle(id: string, title: string): Promise<void> {
  const { task: before } = await patiently(() => query(TASK, { id }))
  if (!before) {
    throw new ApiError('NOT_FOUND', 'There is no such task.')
  }
  let { version } = before
  while (true) {
    try {
      await patiently(() => mutate(RENAME, { input: { id, title, version } }))
      return
    } catch (error) {
      const current = error instanceof ApiError && (error.payload as Renamed | undefined)?.current
      if (!current || (current.title !== title && current.title !== before.title)) {
        throw error
      }
      if (current.title === title) {
        return
      }
      version = current.version
    }
  }
}

await signIn()
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const [id = '', title = ''] = line.split('\t')
    try {
      await retitle(id, title)
      console.log(['renamed', title].join('\t'))
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error
      }
      const whatToDo = WHAT_TO_DO[error.code]
      console.log(['left', title, error.message, whatToDo].join('\t'))
      if (!whatToDo || whatToDo === Do.STOP) {
        process.exitCode = 1
        break
      }
    }
  }
} finally {
  await signOut()
}
