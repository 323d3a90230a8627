import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Role } from '../api/schema.generated'
import { keepTokens } from '../api/session'
import { away, serve } from '../testing/api'
import { person, STRUCTURE } from '../testing/company'
import { listOf } from '../testing/lists'
import { EMMA, problem, row, viewer } from '../testing/people'
import { show } from '../testing/show'
import PersonPage from './PersonPage'
import type { DeactivateMutation, PersonDetailsFragment, ResendWelcomeMutation } from './people.generated'

type Letter = NonNullable<PersonDetailsFragment['welcomeLetter']>

const NORA = person()
const GONE = person({ isActive: false, version: 5 })

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

function page(employee: PersonDetailsFragment | null) {
  const openTasks = { __typename: 'TaskConnection', totalCount: 0 }
  return { employee: employee && { ...employee, openTasks } }
}

function deactivated(of: Partial<DeactivateMutation['deactivateEmployee']>): DeactivateMutation {
  return { deactivateEmployee: { __typename: 'DeactivateEmployeePayload', employee: null, errors: [], ...of } }
}

async function open(role: Role, answers: Parameters<typeof serve>[0] = {}) {
  const asked = serve({
    Viewer: viewer(role),
    Person: page(NORA),
    Structure: STRUCTURE,
    TeamTasks: { tasks: listOf() },
    ...answers,
  })
  const { user } = show(<PersonPage code="EMP-020" />)
  return { asked, user }
}

const buttons = (...names: string[]) => names.filter((name) => screen.queryByRole('button', { name }))

test.each<[Role, Role, string[]]>([
  ['EMPLOYEE', 'EMPLOYEE', []],
  ['MANAGER', 'EMPLOYEE', []],
  ['HR', 'EMPLOYEE', ['Edit', 'Role', 'Deactivate']],
  ['HR', 'MANAGER', ['Edit', 'Role', 'Deactivate']],
  ['HR', 'OFFICER', []],
  ['OFFICER', 'HR', ['Edit', 'Role', 'Deactivate']],
])('%s may do to somebody whose role is %s: %s', async (role, theirs, offered) => {
  await open(role, { Person: page(person({ role: theirs })) })
  expect(await screen.findByRole('heading', { name: 'Nora Dahl' })).toBeVisible()
  expect(buttons('Edit', 'Role', 'Deactivate', 'Reactivate')).toEqual(offered)
})

test('nobody gives himself another role', async () => {
  await open('OFFICER', { Person: page(person({ id: EMMA.id, role: 'OFFICER' })) })
  expect(await screen.findByRole('button', { name: 'Edit' })).toBeVisible()
  expect(buttons('Role')).toEqual([])
})

test('a code that nobody has says so', async () => {
  await open('EMPLOYEE', { Person: page(null) })
  expect(await screen.findByText('There is nobody with the code EMP-020')).toBeVisible()
})

test('an officer hears how many tasks somebody leaves behind before he deactivates', async () => {
  const { asked, user } = await open('OFFICER', {
    OpenTasksOf: { tasks: { __typename: 'TaskConnection', totalCount: 3 } },
    Deactivate: deactivated({ employee: GONE }),
  })
  await user.click(await screen.findByRole('button', { name: 'Deactivate' }))
  const question = await screen.findByRole('dialog', { name: 'Deactivate Nora Dahl?' })
  expect(question).toHaveTextContent('Nora Dahl is signed out everywhere at once')
  expect(
    await within(question).findByText(/^3 open tasks stay where they are, .* for the manager to hand on/),
  ).toBeVisible()
  expect(asked.map(({ operation }) => operation)).not.toContain('Deactivate')
  await user.click(within(question).getByRole('button', { name: 'Deactivate' }))
  expect(await screen.findByText('Nora Dahl can no longer sign in.')).toBeVisible()
  expect(screen.getByText('Has left')).toBeVisible()
  expect(buttons('Deactivate', 'Reactivate')).toEqual(['Reactivate'])
})

test('HR, who may not see the tasks, is told what becomes of them, not how many there are', async () => {
  const { asked, user } = await open('HR')
  await user.click(await screen.findByRole('button', { name: 'Deactivate' }))
  const question = await screen.findByRole('dialog')
  expect(question).toHaveTextContent('The open tasks stay where they are, marked as those of somebody who has left.')
  await user.click(within(question).getByRole('button', { name: 'Cancel' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(asked.map(({ operation }) => operation)).not.toContain('OpenTasksOf')
  expect(asked.map(({ operation }) => operation)).not.toContain('Deactivate')
})

test.each([
  ['a rule', deactivated({ errors: [problem('The last officer stays.')] }), 'The last officer stays.'],
  ['no answer', away, 'The server cannot be reached.'],
])('a deactivation that is not done says why, and leaves the person as he is: %s', async (_, Deactivate, words) => {
  const { user } = await open('HR', { Deactivate })
  await user.click(await screen.findByRole('button', { name: 'Deactivate' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Deactivate' }))
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(screen.getByText('Works here')).toBeVisible()
})

test('a role is given as a change of what was seen, and a refusal stands in the form', async () => {
  const refusal = problem('Somebody changed this person meanwhile.')
  const { asked, user } = await open('HR', {
    SetRole: [
      { setEmployeeRole: { __typename: 'SetEmployeeRolePayload', employee: null, errors: [refusal] } },
      {
        setEmployeeRole: {
          __typename: 'SetEmployeeRolePayload',
          employee: person({ role: 'MANAGER', version: 5 }),
          errors: [],
        },
      },
    ],
  })
  await user.click(await screen.findByRole('button', { name: 'Role' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'What may Nora Dahl do?' }))
  await user.selectOptions(dialog.getByLabelText('Role'), 'Manager')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(await dialog.findByRole('alert')).toHaveTextContent('Somebody changed this person meanwhile.')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Nora Dahl is now: Manager.')).toBeVisible()
  expect(asked.at(-1)?.variables).toEqual({ input: { id: 'nora', role: 'MANAGER', version: 4 } })
})

function letter(of: Partial<Letter>): PersonDetailsFragment {
  const welcomeLetter: Letter = {
    __typename: 'Letter',
    id: 'letter',
    state: 'WAITING',
    error: '',
    attempts: 0,
    nextAttemptAt: '2026-11-30T09:00:00Z',
    sentAt: null,
    ...of,
  }
  return person({ welcomeLetter })
}

test('a letter on its way is looked after until it has arrived', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const sent = page(letter({ state: 'SENT', sentAt: '2026-11-30T09:00:00Z', attempts: 1 }))
  const { asked } = await open('HR', { Person: [page(letter({})), page(letter({})), sent] })
  const looks = () => asked.filter(({ operation }) => operation === 'Person').length
  expect(await screen.findByText('On its way')).toBeVisible()
  await vi.advanceTimersByTimeAsync(7000)
  expect(await screen.findByText('Sent')).toBeVisible()
  const before = looks()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(looks()).toBe(before)
})

test('a letter that could not be sent says why, and is sent again', async () => {
  const failed = letter({ state: 'FAILED', error: 'No such mailbox.', attempts: 5 })
  const again: ResendWelcomeMutation = {
    resendWelcomeLetter: { __typename: 'ResendWelcomeLetterPayload', employee: letter({}), errors: [] },
  }
  const { user } = await open('HR', { Person: [page(failed), page(letter({}))], ResendWelcome: again })
  const region = within(await screen.findByRole('region', { name: 'Welcome letter' }))
  expect(region.getByText('No such mailbox. Tries so far: 5.')).toBeVisible()
  await user.click(region.getByRole('button', { name: 'Send again' }))
  expect(
    await screen.findByText('Another letter is on its way. The password of the earlier one is dead.'),
  ).toBeVisible()
  await waitFor(() => expect(region.getByText('On its way')).toBeVisible())
})

test('the open tasks of a person are those that the viewer may see', async () => {
  await open('MANAGER', { TeamTasks: { tasks: listOf(row({ title: 'Cut the film' })) } })
  const tasks = within(await screen.findByRole('region', { name: 'Open tasks (1)' }))
  expect(tasks.getByRole('link', { name: 'Cut the film' })).toHaveAttribute('href', '/tasks/task')
})
