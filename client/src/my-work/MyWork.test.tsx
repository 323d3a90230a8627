import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import type { CompleteTaskMutation, CreateTaskMutation } from '../task/task.generated'
import { refused, serve, setHealthy } from '../testing/api'
import { COUNTS, listOf } from '../testing/lists'
import { EMMA, problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import MyWork from './MyWork'

const MINE = { Viewer: viewer(), Dashboard: COUNTS, MyWork: { myTasks: listOf(row()) } }

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
  setHealthy(true)
})

/** Return an answer that comes when it is let go. */
function held(answer: () => object) {
  let letGo = () => {}
  const waiting = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { letGo: () => letGo(), answer: () => waiting.then(answer) as Promise<never> }
}

test('counts are asked for again when a task is done', async () => {
  const task = { ...row({ completed: true, version: 2 }), completedBy: null }
  const answer: CompleteTaskMutation = {
    completeTask: { __typename: 'CompleteTaskPayload', task, current: null, errors: [] },
  }
  const asked = serve({
    ...MINE,
    CompleteTask: answer,
  })
  const { user } = show(<MyWork />)
  const button = await screen.findByRole('button', { name: 'Mark as done: Draw a map' })
  button.focus()
  await user.keyboard(' ')
  expect(await screen.findByText('“Draw a map” is done.')).toBeVisible()
  await waitFor(() => expect(asked.filter(({ operation }) => operation === 'Dashboard')).toHaveLength(2))
})

test('the list says that it is being fetched, and stands under the headings of its days', async () => {
  const { letGo, answer } = held(() => ({
    myTasks: listOf(row({ id: 'late', title: 'Late', dueDate: '2020-01-31', overdue: true }), row()),
  }))
  serve({ ...MINE, MyWork: answer })
  show(<MyWork />)
  expect(await screen.findByRole('heading', { name: 'My work' })).toBeVisible()
  expect(screen.getByRole('status', { name: 'Loading' })).toBeVisible()
  letGo()
  expect(within(await screen.findByRole('region', { name: 'Overdue' })).getByText('Late')).toBeVisible()
  expect(within(screen.getByRole('region', { name: 'Without a date' })).getByText('Draw a map')).toBeVisible()
  expect(screen.queryByRole('status')).toBeNull()
})

test('a list that could not be fetched says why, and is fetched by another try', async () => {
  serve({ ...MINE, MyWork: [refused('QUERY_TOO_COMPLEX'), { myTasks: listOf(row()) }] })
  const { user } = show(<MyWork />)
  expect(await screen.findByRole('alert')).toHaveTextContent('This asks for too much at once.')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Draw a map')).toBeVisible()
})

test('what is typed is looked for once, stands in the address, and an empty list says what it means', async () => {
  const asked = serve({ ...MINE, MyWork: [{ myTasks: listOf(row()) }, { myTasks: listOf() }] })
  const { user } = show(<MyWork />)
  await screen.findByText('Draw a map')
  await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'plan')
  expect(await screen.findByText('No task has all of these words.')).toBeVisible()
  const searches = asked.filter(({ operation }) => operation === 'MyWork').map(({ variables }) => variables.search)
  expect(searches).toEqual([null, 'plan'])
  expect(location.search).toBe('?search=plan')
})

test('the address says which tasks are shown', async () => {
  history.replaceState(null, '', '/?show=done&given=yes')
  const given = row({ completed: true, completedAt: '2026-11-01T09:00:00Z' })
  const asked = serve({ ...MINE, MyWork: { assignedByMe: listOf(given) } })
  const { user } = show(<MyWork />)
  expect(await screen.findByRole('button', { name: 'Open again: Draw a map' })).toBeVisible()
  expect(screen.getByRole('combobox', { name: 'Which tasks' })).toHaveValue('done')
  expect(asked.at(-1)?.variables).toMatchObject({ given: true, filter: { completed: true } })
  await user.selectOptions(screen.getByRole('combobox', { name: 'Which tasks' }), 'Overdue')
  await waitFor(() => expect(asked.at(-1)?.variables).toMatchObject({ given: true, filter: { overdue: true } }))
  expect(location.search).toBe('?show=overdue&given=yes')
})

test('a new task is asked of oneself, says what is wrong with it, and is on the list', async () => {
  const created = (of: Partial<CreateTaskMutation['createTask']>): CreateTaskMutation => ({
    createTask: { __typename: 'CreateTaskPayload', task: null, errors: [], ...of },
  })
  const fresh = row({ id: 'new', title: 'Water the plants' })
  const asked = serve({
    ...MINE,
    MyWork: [{ myTasks: listOf(row()) }, { myTasks: listOf(row(), fresh) }],
    CreateTask: [created({ errors: [problem('Say what has to be done.', ['title'])] }), created({ task: fresh })],
  })
  const { user } = show(<MyWork />)
  await user.click(await screen.findByRole('button', { name: 'New task' }))
  const dialog = await screen.findByRole('dialog', { name: 'New task' })
  expect(within(dialog).queryByRole('combobox', { name: 'For' })).toBeNull()
  await user.click(within(dialog).getByRole('button', { name: 'Create' }))
  const title = within(dialog).getByLabelText('What has to be done')
  await waitFor(() => expect(title).toHaveAccessibleDescription('Say what has to be done.'))
  expect(title).toHaveFocus()
  await user.keyboard(' Water the plants {Enter}')
  expect(await screen.findByText('The task is on your list.')).toBeVisible()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(await screen.findByRole('button', { name: 'Mark as done: Water the plants' })).toBeVisible()
  expect(asked.filter(({ operation }) => operation === 'CreateTask').at(-1)?.variables).toEqual({
    input: { title: 'Water the plants', description: '', dueDate: null, assigneeId: EMMA.id },
  })
})
