import { act, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { TeamTasksDocument, type TeamTasksQuery } from '../team/team.generated'
import { away, refused, serve, setHealthy } from '../testing/api'
import { pageOf } from '../testing/lists'
import { viewer } from '../testing/people'
import { show } from '../testing/show'
import { usePages } from './usePages'

const answer = (titles: string[], more = false): TeamTasksQuery => ({ tasks: pageOf(titles, more) })

function List({ search }: { search: string | null }) {
  const { page, error, end } = usePages(TeamTasksDocument, { search }, (data) => data.tasks)
  return (
    <>
      <ul>
        {page?.edges.map(({ node }) => (
          <li key={node.id}>{node.title}</li>
        ))}
      </ul>
      {error && <p role="alert">{error.message}</p>}
      <div ref={end} />
    </>
  )
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
  setHealthy(true)
  // The end of the list is always in sight, as on a large screen, and a browser says so at once.
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      private seen = true
      constructor(private readonly notice: (entries: { isIntersecting: boolean }[]) => void) {}
      observe() {
        setTimeout(() => this.seen && this.notice([{ isIntersecting: true }]))
      }
      disconnect() {
        this.seen = false
      }
    },
  )
})

const wait = (ms: number) => act(() => new Promise((resolve) => setTimeout(resolve, ms)))
const rows = () => screen.queryAllByRole('listitem').map((item) => item.textContent)

test('page after page comes as long as the end is in sight, and then no more', async () => {
  const asked = serve({ Viewer: viewer(), TeamTasks: [answer(['1'], true), answer(['2'], true), answer(['3'])] })
  show(<List search={null} />)
  expect(await screen.findByText('3')).toBeVisible()
  await wait(50)
  expect(rows()).toEqual(['1', '2', '3'])
  const lists = asked.filter(({ operation }) => operation === 'TeamTasks')
  expect(lists.map(({ variables }) => variables.after)).toEqual([null, '1', '2'])
})

test('a next page that failed is asked for again after a pause', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  serve({ Viewer: viewer(), TeamTasks: [answer(['1'], true), refused('TIMEOUT'), answer(['2'])] })
  show(<List search={null} />)
  expect(await screen.findByText('1')).toBeVisible()
  await act(() => vi.advanceTimersByTimeAsync(2000))
  expect(rows()).toEqual(['1'])
  await act(() => vi.advanceTimersByTimeAsync(2000))
  await vi.waitFor(() => expect(rows()).toEqual(['1', '2']))
})

// The one that loses the connection comes last: when that is back, what was shown before asks again.
test.each([
  ['is refused', refused('RATE_LIMITED')],
  ['gets no answer', away],
])('a next page that %s is not asked for again at once, and what is there stays', async (_, failure) => {
  const asked = serve({ Viewer: viewer(), TeamTasks: [answer(['1'], true), failure] })
  show(<List search={null} />)
  expect(await screen.findByText('1')).toBeVisible()
  await wait(300)
  expect(rows()).toEqual(['1'])
  expect(asked.filter(({ variables }) => variables.after === '1')).toHaveLength(1)
})
