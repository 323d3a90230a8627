/** The API as the tests have it: a network that answers by the name of the operation. Everything inside it is real. */

import { vi } from 'vitest'

type Answer = object | Response | (() => object | Response | Promise<never>)

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
    const { query, variables } = JSON.parse(String(options.body)) as { query: string; variables: Asked['variables'] }
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

let healthy: () => Promise<Response> = async () => new Response('ok')

/** Let `/healthz` be away, or answer again. */
export function setHealthy(is: boolean): void {
  healthy = is ? async () => new Response('ok') : () => Promise.reject(new TypeError('away'))
}

/** An answer whose request as a whole is refused. */
export function refused(code: string): Response {
  return Response.json({ data: null, errors: [{ message: code, extensions: { code } }] })
}

/** No answer at all. */
export function away(): Promise<never> {
  return Promise.reject(new TypeError('Failed to fetch'))
}
