import { screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { refused, serve } from '../testing/api'
import { DESIGN, FILM, person, STRUCTURE } from '../testing/company'
import { EMMA, viewer } from '../testing/people'
import { show } from '../testing/show'
import { EditPerson } from './EditPerson'

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

test('two who change a person at once: what I left alone follows, what I wrote stays and shows what it would hide', async () => {
  const departments = { __typename: 'DepartmentConnection' as const, nodes: [DESIGN, FILM] }
  const theirs = person({ firstName: 'Nora Lise', phone: '+49 30 9', departments, version: 9 })
  const refusal = { __typename: 'UserError', code: 'CONFLICT', message: 'Somebody changed it.', field: null }
  const asked = serve({
    Viewer: viewer('HR'),
    Structure: STRUCTURE,
    UpdatePerson: [
      { updateEmployee: { __typename: 'P', employee: null, current: theirs, errors: [refusal] } },
      { updateEmployee: { __typename: 'P', employee: person({ version: 10 }), current: null, errors: [] } },
    ],
  })
  const onClose = vi.fn()
  const { user } = show(<EditPerson person={person()} open onClose={onClose} />)
  const phone = await screen.findByLabelText('Phone')
  await user.clear(phone)
  await user.type(phone, '+49 30 5')
  await user.click(screen.getByRole('button', { name: 'Save' }))

  expect(await screen.findByText('Meanwhile somebody wrote: +49 30 9')).toBeVisible()
  expect(screen.getByLabelText('Phone')).toHaveValue('+49 30 5')
  expect(screen.getByLabelText('First name')).toHaveValue('Nora Lise')
  expect(screen.getByLabelText('Film')).toBeChecked()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
  expect(asked.at(-1)?.variables.input).toMatchObject({
    version: 9,
    phone: '+49 30 5',
    firstName: 'Nora Lise',
    departmentIds: ['design', 'film'],
  })
})

test('of himself nobody says what his salary, position and departments are', async () => {
  serve({ Viewer: viewer('HR'), Structure: STRUCTURE })
  show(<EditPerson person={person({ id: EMMA.id })} open onClose={() => undefined} />)
  expect(await screen.findByLabelText('Phone')).toBeVisible()
  expect(screen.queryByLabelText('Salary, a year')).toBeNull()
  expect(screen.queryByLabelText('Design')).toBeNull()
})

test('a form whose choices could not be fetched says so, and opens by another try', async () => {
  serve({ Viewer: viewer('HR'), Structure: [refused('TIMEOUT'), STRUCTURE] })
  const { user } = show(<EditPerson person={person()} open onClose={() => undefined} />)
  await user.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(await screen.findByLabelText('Phone')).toBeVisible()
})
