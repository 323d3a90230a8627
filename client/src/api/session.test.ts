import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { currentSession, forgetSession, keepTokens, refreshed, subscribe } from './session'

const NEXT = { token: 'second', refreshToken: 'next', mustChangePassword: false }

function answer(payload: object | null) {
  return vi.fn(async () => new Response(JSON.stringify({ data: { refreshToken: payload } })))
}

beforeEach(() => {
  forgetSession()
  keepTokens({ token: 'first', refreshToken: 'once', mustChangePassword: false })
})

test('however many requests fail together, one exchange is made', async () => {
  const fetched = answer({ ...NEXT, errors: [] })
  vi.stubGlobal('fetch', fetched)
  const sessions = await Promise.all([refreshed('first'), refreshed('first'), refreshed('first')])
  expect(sessions.map((session) => session?.token)).toEqual(['second', 'second', 'second'])
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('what another tab has refreshed meanwhile is taken as it is', async () => {
  const fetched = answer(null)
  vi.stubGlobal('fetch', fetched)
  keepTokens(NEXT)
  expect((await refreshed('first'))?.token).toBe('second')
  expect(fetched).not.toHaveBeenCalled()
})

test('a refused refresh token ends the sign-in', async () => {
  vi.stubGlobal('fetch', answer({ token: null, refreshToken: null, errors: [{ code: 'TOKEN_INVALID' }] }))
  expect(await refreshed('first')).toBeNull()
  expect(currentSession()).toBeNull()
})

test('a server that is away ends nothing', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('away')))
  await expect(refreshed('first')).rejects.toThrow('away')
  expect(currentSession()?.refreshToken).toBe('once')
})

/** Tabs that take turns, as those of a browser do. */
function letTabsTakeTurns(): void {
  let last: Promise<unknown> = Promise.resolve()
  const request = (_: string, work: () => Promise<unknown>) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'))
}

async function anotherTab(): Promise<typeof import('./session')> {
  vi.resetModules()
  return import('./session')
}

test('two tabs whose requests fail together make one exchange, and both go on with what it brought', async () => {
  letTabsTakeTurns()
  const fetched = answer({ ...NEXT, errors: [] })
  vi.stubGlobal('fetch', fetched)
  const other = await anotherTab()
  const sessions = await Promise.all([refreshed('first'), other.refreshed('first')])
  expect(sessions.map((session) => session?.token)).toEqual(['second', 'second'])
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('a sign-in that ended in one tab is not refreshed by another', async () => {
  letTabsTakeTurns()
  const fetched = answer({ token: null, refreshToken: null, errors: [{ code: 'TOKEN_INVALID' }] })
  vi.stubGlobal('fetch', fetched)
  const other = await anotherTab()
  expect(await Promise.all([refreshed('first'), other.refreshed('first')])).toEqual([null, null])
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('after a refresh that failed the next one asks again', async () => {
  const fetched = answer({ ...NEXT, errors: [] })
  fetched.mockRejectedValueOnce(new TypeError('away'))
  vi.stubGlobal('fetch', fetched)
  await expect(refreshed('first')).rejects.toThrow('away')
  expect((await refreshed('first'))?.token).toBe('second')
})

test('what another tab does with the sign-in is heard of here', () => {
  const heard = vi.fn()
  onTestFinished(subscribe(heard))
  window.dispatchEvent(new StorageEvent('storage', { key: 'rakmedia.session' }))
  window.dispatchEvent(new StorageEvent('storage', { key: 'of something else' }))
  expect(heard).toHaveBeenCalledTimes(1)
})
