import { beforeEach, expect, test, vi } from 'vitest'
import { currentSession, forgetSession, keepTokens, refreshed } from './session'

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
