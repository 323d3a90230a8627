import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import MyWork from '../my-work/MyWork'
import type { MyWorkQuery } from '../my-work/my-work.generated'
import { away, serve } from '../testing/api'
import { COUNTS, pageOf } from '../testing/lists'
import { viewer } from '../testing/people'
import { show } from '../testing/show'
import { keepTokens } from './session'

const page = (titles: string[], more = false): MyWorkQuery => ({ myTasks: pageOf(titles, more) })
const titles = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `Task ${from + index}`)

let see = () => {}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  keepTokens({ token: 'first', refreshToken: 'once' })
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(private readonly notice: (entries: { isIntersecting: boolean }[]) => void) {}
      observe() {
        see = () => this.notice([{ isIntersecting: true }])
      }
      disconnect() {
        see = () => {}
      }
    },
  )
})

async function look(): Promise<void> {
  // Whoever turns to the page twice in two seconds has seen it already.
  await act(async () => {
    await vi.advanceTimersByTimeAsync(2100)
    window.dispatchEvent(new Event('focus'))
  })
}

test('the next page is asked for once when the end of the list comes near, and nothing after the last one', async () => {
  const asked = serve({
    Viewer: viewer(),
    Dashboard: COUNTS,
    MyWork: [page(titles(1, 30), true), page(titles(31, 40))],
  })
  show(<MyWork />)
  expect(await screen.findByText('Task 30')).toBeVisible()
  act(() => see())
  expect(await screen.findByText('Task 40')).toBeVisible()
  act(() => see())
  const lists = asked.filter(({ operation }) => operation === 'MyWork').map(({ variables }) => variables)
  expect(lists.map(({ first, after }) => [first, after])).toEqual([
    [30, null],
    [30, 'Task 30'],
  ])
})

test('whoever turns to the page sees what others changed, and as many rows as before', async () => {
  const changed = ['Task 1, renamed', ...titles(2, 60)]
  const asked = serve({
    Viewer: viewer(),
    Dashboard: COUNTS,
    MyWork: [page(titles(1, 30), true), page(titles(31, 60)), page(changed)],
  })
  show(<MyWork />)
  await screen.findByText('Task 30')
  act(() => see())
  await screen.findByText('Task 60')
  await look()
  expect(await screen.findByText('Task 1, renamed')).toBeVisible()
  expect(screen.getAllByRole('listitem')).toHaveLength(60)
  expect(asked.filter(({ variables }) => variables.first === 60)).toHaveLength(1)
})

test('a refresh that gets no answer leaves the page as it is', async () => {
  serve({ Viewer: [viewer(), away], Dashboard: [COUNTS, away], MyWork: [page(['Task 1']), away] })
  show(<MyWork />)
  await screen.findByText('Task 1')
  await look()
  await waitFor(() => expect(screen.getByText('Task 1')).toBeVisible())
  expect(screen.queryByRole('alert')).toBeNull()
})

test('who turns to the page twice in a moment asks once, and who only looks asks every half a minute', async () => {
  const asked = serve({ Viewer: viewer(), Dashboard: COUNTS, MyWork: page(['Task 1']) })
  const lists = () => asked.filter(({ operation }) => operation === 'MyWork').length
  show(<MyWork />)
  await screen.findByText('Task 1')
  await look()
  await act(async () => void window.dispatchEvent(new Event('focus')))
  await waitFor(() => expect(lists()).toBe(2))
  await act(() => vi.advanceTimersByTimeAsync(31_000))
  await waitFor(() => expect(lists()).toBe(3))
})

test('a page that nobody looks at asks nothing', async () => {
  const asked = serve({ Viewer: viewer(), Dashboard: COUNTS, MyWork: page(['Task 1']) })
  show(<MyWork />)
  await screen.findByText('Task 1')
  const before = asked.length
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  await act(() => vi.advanceTimersByTimeAsync(61_000))
  expect(asked).toHaveLength(before)
})
