import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import type { AssigneesQuery, AssignTaskMutation } from '../task/task.generated'
import { serve } from '../testing/api'
import { listOf } from '../testing/lists'
import { EMMA, problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import { TeamTasks } from './TeamTasks'
import type { AssignTasksMutation, CompleteTasksMutation, TeamTasksQuery } from './team.generated'

const NORA = { __typename: 'Employee' as const, id: 'nora', code: 'EMP-020', name: 'Nora Dahl', pictureUrl: null }
const ASK = row({ id: 'ask', title: 'Ask' })
const BUILD = row({ id: 'build', title: 'Build' })
const TASKS: TeamTasksQuery = { tasks: listOf(ASK, BUILD, row({ id: 'own', title: 'Own', viewerCanChange: false })) }
const TEAM: AssigneesQuery = {
  myTeam: {
    __typename: 'TeamMemberConnection',
    edges: [
      {
        __typename: 'TeamMemberEdge',
        cursor: 'nora',
        node: { __typename: 'TeamMember', openCount: 4, employee: NORA },
      },
    ],
  },
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

async function open(answers: Parameters<typeof serve>[0] = {}) {
  const asked = serve({ Viewer: viewer('MANAGER'), TeamTasks: TASKS, Assignees: TEAM, ...answers })
  const { user } = show(<TeamTasks of={null} />)
  await screen.findByText('Ask')
  return { asked, user }
}

const box = (title: string) => screen.getByRole('checkbox', { name: `Choose: ${title}` })

test('tasks are chosen by keyboard, those that may not be changed not at all, and the choice is cleared', async () => {
  const { user } = await open()
  expect(box('Own')).toBeDisabled()
  expect(screen.queryByRole('toolbar')).toBeNull()
  box('Ask').focus()
  await user.keyboard(' ')
  box('Build').focus()
  await user.keyboard(' ')
  const bar = screen.getByRole('toolbar', { name: 'Chosen tasks' })
  expect(bar).toHaveTextContent('2 chosen')
  await user.click(box('Ask'))
  expect(bar).toHaveTextContent('1 chosen')
  await user.click(within(bar).getByRole('button', { name: 'Clear' }))
  expect(screen.queryByRole('toolbar')).toBeNull()
  expect(box('Build')).not.toBeChecked()
})

test('chosen tasks are done together, and the choice is over', async () => {
  const results = [ASK, BUILD].map((task) => ({
    __typename: 'TaskResult' as const,
    id: task.id,
    task: { ...task, completed: true, version: 2 },
    errors: [],
  }))
  const answer: CompleteTasksMutation = {
    completeTasks: { __typename: 'CompleteTasksPayload', results, errors: [] },
  }
  const { user } = await open({ CompleteTasks: answer })
  await user.click(box('Ask'))
  await user.click(box('Build'))
  await user.click(screen.getByRole('button', { name: 'Mark as done' }))
  expect(await screen.findByText('2 tasks are done.')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Open again: Ask' })).toBeVisible()
  expect(screen.queryByRole('toolbar')).toBeNull()
})

test('chosen tasks are handed to somebody who is found by the first letters, with the keyboard only', async () => {
  const answer: AssignTasksMutation = {
    assignTasks: {
      __typename: 'AssignTasksPayload',
      results: [{ __typename: 'TaskResult', id: 'ask', task: { ...ASK, assignee: NORA, version: 2 }, errors: [] }],
      errors: [],
    },
  }
  const { asked, user } = await open({ AssignTasks: answer })
  await user.click(box('Ask'))
  await user.click(screen.getByRole('button', { name: 'Reassign' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Who does it instead?' }))
  const person = dialog.getByRole('combobox', { name: 'Person' })
  await user.clear(person)
  await user.type(person, 'nor')
  // Oneself has no such letters.
  const found = within(screen.getByRole('listbox'))
  await waitFor(() => expect(found.getAllByRole('option')).toHaveLength(1))
  expect(found.getByRole('option')).toHaveTextContent('Nora Dahl4 open')
  await user.keyboard('{ArrowDown}{Enter}')
  expect(person).toHaveValue('Nora Dahl')
  await user.click(dialog.getByRole('button', { name: 'Reassign' }))
  expect(await screen.findByText('Nora Dahl has 1 more task, and gets one letter.')).toBeVisible()
  expect(asked.find(({ operation }) => operation === 'AssignTasks')?.variables).toEqual({
    input: { ids: ['ask'], assigneeId: 'nora' },
  })
  expect(asked.some(({ operation, variables }) => operation === 'Assignees' && variables.search === 'nor')).toBe(true)
})

function assigned(of: Partial<AssignTaskMutation['assignTask']>): AssignTaskMutation {
  return { assignTask: { __typename: 'AssignTaskPayload', task: null, current: null, errors: [], ...of } }
}

async function handOn(AssignTask: AssignTaskMutation) {
  const { asked, user } = await open({ AssignTask })
  await user.click(screen.getByRole('button', { name: `${EMMA.name}: hand on “Ask”` }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Who does it instead?' }))
  // To whom has it already it cannot be handed.
  expect(dialog.getByRole('button', { name: 'Reassign' })).toBeDisabled()
  const person = dialog.getByRole('combobox', { name: 'Person' })
  await user.clear(person)
  await user.type(person, 'nor')
  await user.click(await screen.findByRole('option', { name: /Nora Dahl/ }))
  await user.click(dialog.getByRole('button', { name: 'Reassign' }))
  return { asked, dialog }
}

test('a task is handed on from its row', async () => {
  const { asked } = await handOn(assigned({ task: { ...ASK, assignee: NORA, version: 2 } }))
  expect(await screen.findByText('Nora Dahl has the task now, and gets a letter about it.')).toBeVisible()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByRole('button', { name: 'Nora Dahl: hand on “Ask”' })).toBeVisible()
  expect(asked.find(({ operation }) => operation === 'AssignTask')?.variables).toEqual({
    input: { id: 'ask', assigneeId: 'nora', version: 1 },
  })
})

test('a task that somebody else handed on meanwhile says so, and shows who has it', async () => {
  const martin = { ...NORA, id: 'martin', code: 'EMP-003', name: 'Martin Keller' }
  await handOn(assigned({ errors: [problem('Changed meanwhile.')], current: { ...ASK, assignee: martin, version: 2 } }))
  expect(await screen.findByText('Changed meanwhile.')).toBeVisible()
  // The question stays open above the list.
  expect(screen.getByRole('dialog', { name: 'Who does it instead?' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Martin Keller: hand on “Ask”', hidden: true })).toBeInTheDocument()
})
