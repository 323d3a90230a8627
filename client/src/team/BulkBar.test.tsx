import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { away, serve } from '../testing/api'
import { problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import { BulkBar } from './BulkBar'

const TASKS = [row({ id: 'a', title: 'Ask' }), row({ id: 'b', title: 'Build' }), row({ id: 'c', title: 'Clean' })]

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

test('of several tasks each that was refused is named with its reason, and the others are counted', async () => {
  const results = TASKS.map((task) => ({
    __typename: 'TaskResult',
    id: task.id,
    task: task.id === 'b' ? null : { ...task, completed: true },
    errors: task.id === 'b' ? [problem('Somebody deleted it.')] : [],
  }))
  const asked = serve({
    Viewer: viewer('MANAGER'),
    CompleteTasks: { completeTasks: { __typename: 'CompleteTasksPayload', results, errors: [] } },
  })
  const onDone = vi.fn()
  const { user } = show(<BulkBar tasks={TASKS} onDone={onDone} />)
  expect(await screen.findByRole('toolbar', { name: 'Chosen tasks' })).toHaveTextContent('3 chosen')
  await user.click(screen.getByRole('button', { name: 'Mark as done' }))
  expect(await screen.findByText('2 tasks are done.')).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('“Build”: Somebody deleted it.')
  expect(asked.at(-1)).toMatchObject({ operation: 'CompleteTasks', variables: { input: { ids: ['a', 'b', 'c'] } } })
  expect(onDone).toHaveBeenCalledTimes(1)
})

test('a request that gets no answer keeps the choice', async () => {
  serve({ Viewer: viewer('MANAGER'), CompleteTasks: away })
  const onDone = vi.fn()
  const { user } = show(<BulkBar tasks={TASKS} onDone={onDone} />)
  await user.click(await screen.findByRole('button', { name: 'Mark as done' }))
  expect(await screen.findByText(/^The server cannot be reached\./)).toBeVisible()
  expect(onDone).not.toHaveBeenCalled()
})

test('more than a hundred at a time are not offered', async () => {
  serve({ Viewer: viewer('MANAGER') })
  const many = Array.from({ length: 101 }, (_, number) => row({ id: String(number) }))
  show(<BulkBar tasks={many} onDone={() => undefined} />)
  expect(await screen.findByText('At most 100 at a time.')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Mark as done' })).toBeNull()
})

test('what is refused as a whole says why, and keeps the choice and the question', async () => {
  const errors = [problem('Emma Fischer has left.', ['assigneeId'])]
  const asked = serve({
    Viewer: viewer('MANAGER'),
    Assignees: { myTeam: null },
    AssignTasks: { assignTasks: { __typename: 'AssignTasksPayload', results: [], errors } },
  })
  const onDone = vi.fn()
  const { user } = show(<BulkBar tasks={TASKS} onDone={onDone} />)
  await user.click(await screen.findByRole('button', { name: 'Reassign' }))
  const question = screen.getByRole('dialog', { name: 'Who does these 3 tasks instead?' })
  await user.click(within(question).getByRole('button', { name: 'Reassign' }))
  expect(await screen.findByText('Emma Fischer has left.')).toBeInTheDocument()
  expect(asked.at(-1)?.variables).toEqual({ input: { ids: ['a', 'b', 'c'], assigneeId: 'emma' } })
  expect(screen.getByRole('dialog')).toBeVisible()
  expect(onDone).not.toHaveBeenCalled()
})
