import { gql } from '@apollo/client'
import { useQuery } from '@apollo/client/react'
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { ConnectionLost } from '../app/ConnectionLost'
import { away, refused, serve, setHealthy } from '../testing/api'
import { viewer } from '../testing/people'
import { show } from '../testing/show'
import { makeClient } from './client'
import { currentSession, forgetSession, keepTokens } from './session'

const NAMES = ['One', 'Two', 'Three'] as const
const asking = (name: string) => gql`query ${name} { serverInfo { maxFileBytes } }`
const ANSWER = { serverInfo: { __typename: 'ServerInfo', maxFileBytes: 5 } }
const NEXT = { token: 'second', refreshToken: 'next', mustChangePassword: false }

beforeEach(() => {
  forgetSession()
  keepTokens({ token: 'first', refreshToken: 'once', mustChangePassword: false })
  setHealthy(true)
})

test('queries that fail together with an expired token refresh it once, and each is repeated', async () => {
  const asked = serve({
    ...Object.fromEntries(NAMES.map((name) => [name, [refused('TOKEN_EXPIRED'), ANSWER]])),
    Refresh: { refreshToken: { ...NEXT, errors: [] } },
  })
  const client = makeClient()
  const answers = await Promise.all(NAMES.map((name) => client.query({ query: asking(name) })))
  expect(answers.map(({ data }) => data)).toEqual([ANSWER, ANSWER, ANSWER])
  expect(asked.filter(({ operation }) => operation === 'Refresh')).toHaveLength(1)
  expect(asked.filter(({ token }) => token === 'second').map(({ operation }) => operation)).toEqual([...NAMES])
  expect(currentSession()).toEqual(NEXT)
})

test('what fails although another tab has refreshed the sign-in is repeated with its token, and refreshes nothing', async () => {
  const asked = serve({
    One: [
      () => {
        localStorage.setItem('rakmedia.session', JSON.stringify(NEXT))
        return refused('TOKEN_EXPIRED')
      },
      ANSWER,
    ],
  })
  expect((await makeClient().query({ query: asking('One') })).data).toEqual(ANSWER)
  expect(asked.map(({ operation, token }) => [operation, token])).toEqual([
    ['One', 'first'],
    ['One', 'second'],
  ])
})

test('a sign-in goes on although the server went away while it was refreshed, and is refreshed later', async () => {
  serve({
    One: [refused('TOKEN_EXPIRED'), refused('TOKEN_EXPIRED'), ANSWER],
    Refresh: [away, { refreshToken: { ...NEXT, errors: [] } }],
  })
  const client = makeClient()
  await expect(client.query({ query: asking('One') })).rejects.toThrow('Failed to fetch')
  expect(currentSession()?.refreshToken).toBe('once')
  expect((await client.query({ query: asking('One') })).data).toEqual(ANSWER)
  expect(currentSession()).toEqual(NEXT)
})

test('a sign-in that cannot be refreshed ends, and the query says why', async () => {
  serve({
    One: refused('TOKEN_EXPIRED'),
    Refresh: { refreshToken: { token: null, refreshToken: null, errors: [{ code: 'TOKEN_INVALID' }] } },
  })
  await expect(makeClient().query({ query: asking('One') })).rejects.toThrow('TOKEN_EXPIRED')
  expect(currentSession()).toBeNull()
})

test('a token that nobody knows ends the sign-in', async () => {
  serve({ One: refused('UNAUTHENTICATED') })
  await expect(makeClient().query({ query: asking('One') })).rejects.toThrow('UNAUTHENTICATED')
  expect(currentSession()).toBeNull()
})

test('a request of before the password changed is repeated with the token of after', async () => {
  const asked = serve({
    One: [
      () => {
        keepTokens(NEXT)
        return refused('UNAUTHENTICATED')
      },
      ANSWER,
    ],
  })
  expect((await makeClient().query({ query: asking('One') })).data).toEqual(ANSWER)
  expect(asked.map(({ token }) => token)).toEqual(['first', 'second'])
  expect(currentSession()).toEqual(NEXT)
})

test.each(['FORBIDDEN', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'])('%s ends no sign-in', async (code) => {
  serve({ One: refused(code) })
  await expect(makeClient().query({ query: asking('One') })).rejects.toThrow(code)
  expect(currentSession()?.token).toBe('first')
})

function Size() {
  const { data } = useQuery<typeof ANSWER>(asking('One'))
  return <p>{data?.serverInfo.maxFileBytes} bytes</p>
}

test('a server that goes away is said, and what is shown is asked for again when it is back', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const later = { serverInfo: { ...ANSWER.serverInfo, maxFileBytes: 6 } }
  serve({ Viewer: viewer(), One: [ANSWER, later], Two: away })
  const { client } = show(
    <>
      <ConnectionLost />
      <Size />
    </>,
  )
  expect(await screen.findByText('5 bytes')).toBeVisible()
  setHealthy(false)
  await expect(client.query({ query: asking('Two'), fetchPolicy: 'network-only' })).rejects.toThrow('Failed to fetch')
  expect(await screen.findByRole('status')).toHaveTextContent('The connection is lost.')
  expect(screen.getByText('5 bytes')).toBeVisible()
  setHealthy(true)
  await vi.advanceTimersByTimeAsync(10_000)
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
  expect(await screen.findByText('6 bytes')).toBeVisible()
})
