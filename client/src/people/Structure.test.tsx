import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import { serve } from '../testing/api'
import { DESIGN, STRUCTURE } from '../testing/company'
import { problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import type {
  CreateDepartmentMutation,
  DeleteDepartmentMutation,
  StructureQuery,
  UpdateCompanyMutation,
} from './people.generated'
import Structure from './Structure'

const SOUND = {
  __typename: 'Department' as const,
  id: 'sound',
  name: 'Sound',
  description: 'Voices.',
  version: 1,
  members: { __typename: 'EmployeeConnection' as const, totalCount: 0 },
}

const rows = STRUCTURE.departments?.nodes ?? []
const withDepartments = (...nodes: typeof rows): StructureQuery => ({
  ...STRUCTURE,
  departments: { __typename: 'DepartmentConnection', nodes },
})

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

async function open(answers: Parameters<typeof serve>[0], role: 'HR' | 'OFFICER' = 'HR') {
  const asked = serve({ Viewer: viewer(role), Structure: STRUCTURE, ...answers })
  const { user } = show(<Structure />)
  const departments = within(await screen.findByRole('region', { name: 'Departments' }))
  return { asked, departments, user }
}

test('a department is added once its name is free, and is on the list', async () => {
  const created = (of: Partial<CreateDepartmentMutation['createDepartment']>): CreateDepartmentMutation => ({
    createDepartment: { __typename: 'CreateDepartmentPayload', department: null, errors: [], ...of },
  })
  const taken = problem('There is a department of this name.', ['name'])
  const { asked, departments, user } = await open({
    Structure: [STRUCTURE, withDepartments(...rows, SOUND)],
    CreateDepartment: [created({ errors: [taken] }), created({ department: SOUND })],
  })
  await user.click(departments.getByRole('button', { name: 'Add a department' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'New department' }))
  await user.type(dialog.getByLabelText('Name'), 'Sound')
  await user.type(dialog.getByLabelText('Description'), 'Voices.')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(dialog.getByLabelText('Name')).toHaveFocus())
  expect(dialog.getByLabelText('Name')).toHaveAccessibleDescription('There is a department of this name.')
  expect(dialog.getByLabelText('Description')).toHaveValue('Voices.')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(await departments.findByText('Sound')).toBeVisible()
  expect(departments.getByText('0 people · Voices.')).toBeVisible()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(asked.find(({ operation }) => operation === 'CreateDepartment')?.variables).toEqual({
    input: { name: 'Sound', description: 'Voices.' },
  })
})

test('what is in use is not deleted, and says why', async () => {
  const answer: DeleteDepartmentMutation = {
    deleteDepartment: {
      __typename: 'DeleteDepartmentPayload',
      deletedId: null,
      errors: [problem('1 person is in this department.')],
    },
  }
  const { departments, user } = await open({ DeleteDepartment: answer })
  await user.click(departments.getByRole('button', { name: 'Delete Design' }))
  const question = within(await screen.findByRole('dialog', { name: 'Delete Design?' }))
  await user.click(question.getByRole('button', { name: 'Delete' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('1 person is in this department.')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(departments.getByText('Design')).toBeVisible()
})

test('a deleted department leaves the list', async () => {
  const answer: DeleteDepartmentMutation = {
    deleteDepartment: { __typename: 'DeleteDepartmentPayload', deletedId: DESIGN.id, errors: [] },
  }
  const { departments, user } = await open({
    Structure: [STRUCTURE, withDepartments(...rows.filter(({ id }) => id !== DESIGN.id))],
    DeleteDepartment: answer,
  })
  await user.click(departments.getByRole('button', { name: 'Delete Design' }))
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText('Design is deleted.')).toBeVisible()
  await waitFor(() => expect(departments.queryByText('Design')).toBeNull())
})

test('positions are added and deleted, not changed', async () => {
  await open({})
  const positions = within(screen.getByRole('region', { name: 'Positions' }))
  expect(positions.getByText('Editor')).toBeVisible()
  expect(positions.getByRole('button', { name: 'Delete Editor' })).toBeVisible()
  expect(positions.queryByRole('button', { name: 'Edit Editor' })).toBeNull()
})

test('HR keeps the departments, the company itself is for officers', async () => {
  await open({})
  expect(screen.queryByRole('region', { name: 'Company' })).toBeNull()
})

test('a company that another officer changed meanwhile shows what stands beside what I wrote', async () => {
  const company = { __typename: 'Company' as const, id: 'company', name: 'Rakmedia Film', timeZone: 'Europe/Rome' }
  const updated = (of: Partial<UpdateCompanyMutation['updateCompany']>): UpdateCompanyMutation => ({
    updateCompany: { __typename: 'UpdateCompanyPayload', company: null, current: null, errors: [], ...of },
  })
  const { asked, user } = await open(
    {
      UpdateCompany: [
        updated({ current: { ...company, version: 6 }, errors: [problem('Changed meanwhile.')] }),
        updated({ company: { ...company, name: 'Rakmedia GmbH', version: 7 } }),
      ],
    },
    'OFFICER',
  )
  const form = within(screen.getByRole('region', { name: 'Company' }))
  await user.clear(form.getByLabelText('Name'))
  await user.type(form.getByLabelText('Name'), 'Rakmedia GmbH')
  await user.click(form.getByRole('button', { name: 'Save' }))
  expect(await form.findByText('Meanwhile somebody wrote: Rakmedia Film')).toBeVisible()
  expect(form.getByRole('alert')).toHaveTextContent('Somebody changed this meanwhile.')
  expect(form.getByLabelText('Name')).toHaveValue('Rakmedia GmbH')
  // What I left alone follows.
  expect(form.getByLabelText('Time zone')).toHaveValue('Europe/Rome')
  await user.click(form.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Saved.')).toBeVisible()
  expect(form.queryByRole('alert')).toBeNull()
  expect(asked.at(-1)?.variables).toEqual({
    input: { version: 6, name: 'Rakmedia GmbH', timeZone: 'Europe/Rome' },
  })
})
