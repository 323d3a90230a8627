import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Role } from '../api/schema.generated'
import { keepTokens } from '../api/session'
import { serve } from '../testing/api'
import { person, STRUCTURE } from '../testing/company'
import { problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import People from './People'
import type { HireMutation, PeopleQuery, PersonDetailsFragment } from './people.generated'

function peopleOf(...people: PersonDetailsFragment[]): PeopleQuery {
  return {
    employees: {
      __typename: 'EmployeeConnection',
      totalCount: people.length,
      pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: null },
      edges: people.map((node) => ({ __typename: 'EmployeeEdge', cursor: node.id, node })),
    },
  }
}

function hired(of: Partial<HireMutation['createEmployee']>): HireMutation {
  return { createEmployee: { __typename: 'CreateEmployeePayload', employee: null, errors: [], ...of } }
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

async function openForm(role: Role, Hire: HireMutation | HireMutation[] = hired({})) {
  const asked = serve({ Viewer: viewer(role), Structure: STRUCTURE, People: peopleOf(person()), Hire })
  const { user } = show(<People />)
  await user.click(await screen.findByRole('button', { name: 'Hire somebody' }))
  return { asked, user, form: within(await screen.findByRole('dialog', { name: 'Hire somebody' })) }
}

test.each<[Role, string[]]>([
  ['HR', ['Employee', 'Manager']],
  ['OFFICER', ['Employee', 'Manager', 'HR', 'Officer']],
])('%s hires somebody as %s', async (role, offered) => {
  const { form } = await openForm(role)
  const options = within(form.getByRole('combobox', { name: 'Role' })).getAllByRole('option')
  expect(options.map((option) => option.textContent)).toEqual(offered)
})

test.each<Role>(['EMPLOYEE', 'MANAGER'])('%s sees who works here, and hires nobody', async (role) => {
  serve({ Viewer: viewer(role), Structure: STRUCTURE, People: peopleOf(person()) })
  show(<People />)
  expect(await screen.findByRole('link', { name: /Nora Dahl/ })).toHaveAttribute('href', '/people/EMP-020')
  expect(screen.queryByRole('button', { name: 'Hire somebody' })).toBeNull()
  // Who has left is not looked for by those who have nobody to hand tasks on from.
  expect(Boolean(screen.queryByRole('combobox', { name: 'Who' }))).toBe(role === 'MANAGER')
})

test('what is filled in is sent once, and leads to the page of the new person', async () => {
  const { asked, form, user } = await openForm('HR', hired({ employee: person() }))
  await user.type(form.getByLabelText('First name'), ' Nora')
  await user.type(form.getByLabelText('Last name'), 'Dahl ')
  await user.type(form.getByLabelText('Work mail'), 'nora@rakmedia.example')
  await user.selectOptions(form.getByLabelText('Position'), 'Editor (Full-time)')
  await user.type(form.getByLabelText('Salary, a year'), '41000')
  await user.click(form.getByRole('checkbox', { name: 'Film' }))
  await user.click(form.getByRole('checkbox', { name: 'Design' }))
  await user.selectOptions(form.getByLabelText('Role'), 'Manager')
  await user.click(form.getByRole('button', { name: 'Hire' }))
  expect(
    await screen.findByText('Nora Dahl is hired. A letter with username and temporary password is on its way.'),
  ).toBeVisible()
  await waitFor(() => expect(location.pathname).toBe('/people/EMP-020'))
  expect(asked.filter(({ operation }) => operation === 'Hire').map(({ variables }) => variables.input)).toEqual([
    {
      firstName: 'Nora',
      lastName: 'Dahl',
      workEmail: 'nora@rakmedia.example',
      phone: null,
      hireDate: null,
      positionId: 'position',
      salary: '41000',
      departmentIds: ['design', 'film'],
      role: 'MANAGER',
    },
  ])
})

test('what is wrong stands beside its field, the first one is led to, and nothing typed is lost', async () => {
  const errors = [
    problem('Somebody has this address.', ['workEmail']),
    problem('A salary is a number.', ['salary']),
    problem('One of these is not yours.', ['departmentIds']),
    problem('You may not give this role.', ['role']),
    problem('Nobody is hired on Sundays.'),
  ]
  const { form, user } = await openForm('HR', hired({ errors }))
  await user.type(form.getByLabelText('Salary, a year'), 'much')
  await user.click(form.getByRole('checkbox', { name: 'Film' }))
  await user.click(form.getByRole('button', { name: 'Hire' }))
  expect(await form.findByRole('alert')).toHaveTextContent('Nobody is hired on Sundays.')
  expect(form.getByLabelText('Work mail')).toHaveAccessibleDescription('Somebody has this address.')
  expect(form.getByLabelText('Work mail')).toHaveFocus()
  expect(form.getByLabelText('Salary, a year')).toHaveAccessibleDescription('A salary is a number.')
  expect(form.getByLabelText('Salary, a year')).toHaveValue('much')
  expect(form.getByRole('group', { name: 'Departments' })).toHaveAccessibleDescription('One of these is not yours.')
  expect(form.getByRole('checkbox', { name: 'Film' })).toBeChecked()
  expect(form.getByLabelText('Role')).toHaveAccessibleDescription('You may not give this role.')
})
