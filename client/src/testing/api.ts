/** The API as the tests have it: a network that answers by the name of the operation. Everything inside it is real. */

import { vi } from 'vitest'

type Given = object | Response
type Answer = Given | (() => Given | Promise<Given>)

export interface Asked {
  operation: string
  variables: Record<string, unknown>
  token: string | null
}

/** Return what will have been asked; each operation gets its answers one after the other, the last one again and again. */
export function serve(answers: Record<string, Answer | Answer[]>): Asked[] {
  const asked: Asked[] = []
  const left = new Map(
    Object.entries(answers).map(([name, given]) => [name, Array.isArray(given) ? [...given] : [given]]),
  )
  vi.stubGlobal('fetch', async (address: string, options: RequestInit = {}) => {
    if (address === '/healthz') {
      return healthy()
    }
    const { query, variables } = operationOf(options.body)
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
    const token = new Headers(options.headers).get('Authorization')
    asked.push({ operation, variables, token: token?.replace('Bearer ', '') ?? null })
    const queue = left.get(operation)
    if (!queue) {
      throw new Error(`Nothing is said about ${operation}.`)
    }
    const answer = queue.length > 1 ? queue.shift() : queue[0]
    const given = typeof answer === 'function' ? await answer() : answer
    return given instanceof Response ? given.clone() : Response.json({ data: given })
  })
  return asked
}

/** Return what a request asks for; one with files has it in a part of its form. */
export function operationOf(body: unknown): { query: string; variables: Asked['variables'] } {
  return JSON.parse(String(body instanceof FormData ? body.get('operations') : body))
}

let healthy: () => Promise<Response> = async () => new Response('ok')

/** Let `/healthz` be away, or answer again. */
export function setHealthy(is: boolean): void {
  healthy = is ? async () => new Response('ok') : () => Promise.reject(new TypeError('away'))
}

/** An answer whose request as a whole is refused. */
export function refused(code: string, init: ResponseInit = {}): Response {
  return Response.json({ data: null, errors: [{ message: code, extensions: { code } }] }, init)
}

/** What stands between says when the server behind it does not answer. */
export function badGateway(): Response {
  return new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } })
}

/** No answer at all. */
export function away(): Promise<never> {
  return Promise.reject(new TypeError('Failed to fetch'))
}
