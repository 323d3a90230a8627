import { screen } from '@testing-library/react'
import type { UserEvent } from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import type { MeFragment } from '../api/session.generated'
import { away, serve } from '../testing/api'
import { EMMA, problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import type { UpdateProfileMutation } from './me.generated'
import { Profile } from './Profile'

function payload(of: { employee?: MeFragment; current?: MeFragment; errors?: ReturnType<typeof problem>[] }) {
  const answer: UpdateProfileMutation = {
    updateProfile: { __typename: 'UpdateProfilePayload', employee: null, current: null, errors: [], ...of },
  }
  return answer
}

async function write(user: UserEvent, label: string, words: string) {
  const field = await screen.findByLabelText(label)
  await user.clear(field)
  await user.type(field, words)
}

const save = (user: UserEvent) => user.click(screen.getByRole('button', { name: 'Save' }))

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

test('what is saved twice goes out with the version of the first time, an emptied phone as none', async () => {
  const asked = serve({
    Viewer: viewer(),
    UpdateProfile: [
      payload({ employee: { ...EMMA, phone: null, version: 5 } }),
      payload({ employee: { ...EMMA, phone: null, firstName: 'Emilia', version: 6 } }),
    ],
  })
  const { user } = show(<Profile />)
  await user.clear(await screen.findByLabelText('Phone'))
  await save(user)
  expect(await screen.findByText('Saved.')).toBeVisible()
  await write(user, 'First name', 'Emilia')
  await save(user)
  await screen.findByDisplayValue('Emilia')
  expect(asked.slice(1).map(({ variables }) => variables.input)).toEqual([
    { version: 4, firstName: 'Emma', lastName: 'Fischer', phone: null },
    { version: 5, firstName: 'Emilia', lastName: 'Fischer', phone: null },
  ])
})

test('what HR changed meanwhile is taken over, and what I wrote over it is said before it is saved', async () => {
  const theirs = { ...EMMA, lastName: 'Fischer-Dahl', phone: '+49 30 9', version: 8 }
  const asked = serve({
    Viewer: viewer(),
    UpdateProfile: [
      payload({ current: theirs, errors: [problem('Changed.')] }),
      payload({ employee: { ...theirs, phone: '+49 30 5', version: 9 } }),
    ],
  })
  const { user } = show(<Profile />)
  await write(user, 'Phone', '+49 30 5')
  await save(user)
  expect(await screen.findByRole('alert')).toHaveTextContent('Your profile was changed meanwhile.')
  expect(screen.getByLabelText('Last name')).toHaveValue('Fischer-Dahl')
  expect(screen.getByLabelText('Phone')).toHaveValue('+49 30 5')
  expect(screen.getByLabelText('Phone')).toHaveAccessibleDescription('Meanwhile somebody wrote: +49 30 9')
  await save(user)
  expect(await screen.findByText('Saved.')).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(asked.at(-1)?.variables.input).toMatchObject({ version: 8, lastName: 'Fischer-Dahl', phone: '+49 30 5' })
})

test('what is refused stands beside its field, and what gets no answer above the form; both keep what was typed', async () => {
  serve({ Viewer: viewer(), UpdateProfile: [payload({ errors: [problem('Say a name.', ['lastName'])] }), away] })
  const { user } = show(<Profile />)
  await write(user, 'Last name', '-')
  await save(user)
  expect(await screen.findByText('Say a name.')).toBeVisible()
  expect(screen.getByLabelText('Last name')).toBeInvalid()
  await save(user)
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached.')
  expect(screen.getByLabelText('Last name')).toHaveValue('-')
  expect(screen.getByLabelText('Last name')).toBeValid()
})
