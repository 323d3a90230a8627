import { useQuery } from '@apollo/client/react'
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { ConnectionLost } from '../app/ConnectionLost'
import { DashboardDocument, type DashboardQuery } from '../my-work/my-work.generated'
import { away, badGateway, refused, serve, setHealthy } from '../testing/api'
import { viewer } from '../testing/people'
import { show } from '../testing/show'
import { Failed } from '../ui/States'
import { currentSession, keepTokens } from './session'

const ANSWER: DashboardQuery = {
  dashboard: { __typename: 'Dashboard', open: 5, overdue: 0, dueThisWeek: 0, completedThisWeek: 0 },
}
const NEXT = { token: 'second', refreshToken: 'next', mustChangePassword: false }
const RENEWED = { refreshToken: { ...NEXT, errors: [] } }
const LOST = 'The connection is lost. You can go on reading; this page tries again by itself.'

function Open() {
  const { data, error, refetch } = useQuery(DashboardDocument)
  if (data?.dashboard) {
    return <p>{data.dashboard.open} open</p>
  }
  return error ? <Failed error={error} retry={() => void refetch()} /> : null
}

function showOpen() {
  return show(
    <>
      <ConnectionLost />
      <Open />
    </>,
  )
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
  setHealthy(true)
})

const BUSY: [string, Response, string][] = [
  [
    'too many requests',
    refused('RATE_LIMITED', { status: 429, headers: { 'Retry-After': '7' } }),
    'That was a lot in a short time. Wait a moment, then try again.',
  ],
  [
    'a server that is busy',
    refused('SERVICE_UNAVAILABLE', { status: 503, headers: { 'Retry-After': '5' } }),
    'The server is busy with itself. Try again in a few seconds.',
  ],
]

test.each(BUSY)('%s is said in words, is no lost connection, and is tried again by a press', async (_, busy, words) => {
  serve({ Viewer: viewer(), Dashboard: [busy, ANSWER] })
  const { user } = showOpen()
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(screen.queryByText(LOST)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('5 open')).toBeVisible()
})

test.each(BUSY)('%s at the refresh of a token ends no sign-in', async (_, busy, words) => {
  serve({ Viewer: viewer(), Dashboard: [refused('TOKEN_EXPIRED'), ANSWER], Refresh: busy })
  const { user } = showOpen()
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(currentSession()?.refreshToken).toBe('once')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('5 open')).toBeVisible()
})

test('what stands between and answers for a server that is away, is a lost connection', async () => {
  setHealthy(false)
  serve({ Viewer: viewer(), Dashboard: badGateway })
  showOpen()
  expect(await screen.findByText(LOST)).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('The server cannot be reached.')
})

test.each([
  ['nothing', away],
  ['a gateway', badGateway],
])('a server that goes away between the end of a token and its refresh is waited for: %s', async (_, gone) => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  setHealthy(false)
  const asked = serve({
    Viewer: viewer(),
    Dashboard: [refused('TOKEN_EXPIRED'), refused('TOKEN_EXPIRED'), ANSWER],
    Refresh: [gone, RENEWED],
  })
  showOpen()
  expect(await screen.findByText(LOST)).toBeVisible()
  expect(currentSession()?.refreshToken).toBe('once')
  setHealthy(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await screen.findByText('5 open')).toBeVisible()
  await waitFor(() => expect(screen.queryByText(LOST)).toBeNull())
  expect(asked.at(-1)).toMatchObject({ operation: 'Dashboard', token: 'second' })
})

test('a fault of the server is told with the number under which it is known', async () => {
  const fault = { message: 'masked', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'abc-1' } }
  serve({ Viewer: viewer(), Dashboard: Response.json({ data: null, errors: [fault] }) })
  showOpen()
  expect(await screen.findByRole('alert')).toHaveTextContent('give the number abc-1.')
})
