import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { serve } from '../testing/api'
import { problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import { TaskList } from './TaskList'

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
