import { useQuery } from '@apollo/client/react'
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { TeamTasksDocument, type TeamTasksQuery } from '../team/team.generated'
import { away, serve } from '../testing/api'
import { problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import { TaskList } from './TaskList'
import type { CompleteTaskMutation, TaskRowFragment } from './task.generated'

const LIST: TeamTasksQuery = {
  tasks: {
    __typename: 'TaskConnection',
    totalCount: 1,
    pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: 'task' },
    edges: [{ __typename: 'TaskEdge', cursor: 'task', node: row({ dueDate: '2020-01-31', overdue: true }) }],
  },
}

function completion(
  errors: ReturnType<typeof problem>[],
  current: TaskRowFragment | null = null,
): CompleteTaskMutation {
  return { completeTask: { __typename: 'CompleteTaskPayload', task: null, current, errors } }
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

test('a task that is overdue says so in words, one that is done does not', async () => {
  serve({ Viewer: viewer() })
  const late = { dueDate: '2020-01-31', overdue: true }
  show(
    <TaskList
      tasks={[
        row({ id: 'late', title: 'Late', ...late }),
        row({ id: 'done', title: 'Done', ...late, overdue: false, completed: true }),
      ]}
    />,
  )
  const [first, second] = await screen.findAllByRole('listitem')
  expect(first).toHaveTextContent('Overdue')
  expect(second).not.toHaveTextContent('Overdue')
  expect(within(second as HTMLElement).getByRole('button', { name: 'Open again: Done' })).toBeVisible()
})

test('what is done is shown at once, and is undone by one press', async () => {
  const task = row()
  const asked = serve({
    Viewer: viewer(),
    CompleteTask: {
      completeTask: {
        __typename: 'CompleteTaskPayload',
        task: { ...task, completed: true, completedBy: null, version: 2 },
        current: null,
        errors: [],
      },
    },
    ReopenTask: {
      reopenTask: {
        __typename: 'ReopenTaskPayload',
        task: { ...task, completedBy: null, version: 3 },
        current: null,
        errors: [],
      },
    },
  })
  const { user } = show(<TaskList tasks={[task]} />)
  await user.click(await screen.findByRole('button', { name: 'Mark as done: Draw a map' }))
  expect(await screen.findByText('“Draw a map” is done.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(asked.at(-1)?.operation).toBe('ReopenTask'))
  // The version of after, or the undoing would be a conflict.
  expect(asked.at(-1)?.variables).toEqual({ input: { id: 'task', version: 2 } })
})

test('what is refused is told in the words of the server', async () => {
  serve({
    Viewer: viewer(),
    CompleteTask: {
      completeTask: {
        __typename: 'CompleteTaskPayload',
        task: null,
        current: null,
        errors: [problem('Somebody deleted it.')],
      },
    },
  })
  const { user } = show(<TaskList tasks={[row()]} />)
  await user.click(await screen.findByRole('button', { name: 'Mark as done: Draw a map' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Somebody deleted it.')
})

/** A list as a page has it: its rows are those of the cache. */
function Listed() {
  const { data } = useQuery(TeamTasksDocument, { variables: { first: 30 } })
  return <TaskList tasks={data?.tasks?.edges.map((edge) => edge.node) ?? []} showAssignee />
}

test.each([
  ['is refused', () => completion([problem('Somebody deleted it.')]), 'Somebody deleted it.'],
  ['gets no answer', away, 'The server cannot be reached.'],
])('what %s was shown as done at once, and is open again with the reason', async (_, answer, reason) => {
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  const late = () => held.then(answer)
  serve({ Viewer: viewer(), TeamTasks: LIST, CompleteTask: late })
  const { user } = show(<Listed />)
  await user.click(await screen.findByRole('button', { name: 'Mark as done: Draw a map' }))
  expect(await screen.findByRole('button', { name: 'Open again: Draw a map' })).toBeVisible()
  expect(screen.queryByText(/^Overdue/)).toBeNull()
  expect(screen.queryByRole('alert')).toBeNull()
  go()
  expect(await screen.findByRole('alert')).toHaveTextContent(reason)
  expect(screen.getByRole('button', { name: 'Mark as done: Draw a map' })).toBeVisible()
  expect(screen.getByText(/^Overdue/)).toBeVisible()
})

test('what somebody else changed meanwhile is shown as it stands', async () => {
  const current = row({ title: 'Draw two maps', version: 7 })
  serve({ Viewer: viewer(), TeamTasks: LIST, CompleteTask: completion([problem('Somebody changed it.')], current) })
  const { user } = show(<Listed />)
  await user.click(await screen.findByRole('button', { name: 'Mark as done: Draw a map' }))
  expect(await screen.findByRole('button', { name: 'Mark as done: Draw two maps' })).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('Somebody changed it.')
})

test('who may not change a task is offered nothing', async () => {
  serve({ Viewer: viewer('MANAGER') })
  const onReassign = vi.fn()
  const mine = row({ id: 'mine', title: 'Mine' })
  const tasks = [mine, row({ id: 'theirs', title: 'Theirs', viewerCanChange: false })]
  const { user } = show(<TaskList tasks={tasks} showAssignee onReassign={onReassign} />)
  const [first, second] = await screen.findAllByRole('listitem')
  expect(within(second as HTMLElement).queryAllByRole('button')).toEqual([])
  await user.click(within(first as HTMLElement).getByRole('button', { name: 'Emma Fischer: hand on “Mine”' }))
  expect(onReassign).toHaveBeenCalledExactlyOnceWith(mine)
})
