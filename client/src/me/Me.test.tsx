import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { currentSession, keepTokens } from '../api/session'
import type { ChangePasswordMutation } from '../api/session.generated'
import { away, refused, serve } from '../testing/api'
import { EMMA, problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import Me from './Me'
import type { RevokeAllMutation, RevokeSessionMutation, SessionsQuery, SetPictureMutation } from './me.generated'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 20) AppleWebKit/605.1 Version/20 Safari/605.1'

type SignIns = NonNullable<SessionsQuery['mySessions']>['nodes']

function signIns(...devices: string[]): SessionsQuery {
  const nodes = devices.map((device): SignIns[number] => ({
    __typename: 'Session',
    id: device,
    device,
    createdAt: '2026-11-01T09:00:00Z',
    lastUsedAt: '2026-11-30T09:00:00Z',
    expiresAt: '2026-12-30T09:00:00Z',
    current: device === CHROME,
  }))
  return { mySessions: { __typename: 'SessionConnection', nodes } }
}

function revoked(...words: string[]): RevokeSessionMutation {
  const errors = words.map((each) => problem(each))
  return { revokeSession: { __typename: 'RevokeSessionPayload', revoked: errors.length === 0, errors } }
}

function pictured(of: Partial<SetPictureMutation['setProfilePicture']>): SetPictureMutation {
  return { setProfilePicture: { __typename: 'SetProfilePicturePayload', employee: null, errors: [], ...of } }
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

async function open(answers: Parameters<typeof serve>[0]) {
  const asked = serve({ Viewer: viewer(), Sessions: signIns(CHROME, IPHONE), ...answers })
  const { user } = show(<Me />)
  await screen.findByRole('heading', { name: 'Me' })
  return { asked, user }
}

test('a sign-in elsewhere is ended by itself, the present one is not offered', async () => {
  const { asked, user } = await open({
    Sessions: [signIns(CHROME, IPHONE), signIns(CHROME)],
    RevokeSession: revoked(),
  })
  const region = within(screen.getByRole('region', { name: 'Where you are signed in' }))
  const [here] = await region.findAllByRole('listitem')
  expect(here).toHaveTextContent('Chrome on Linux')
  expect(within(here as HTMLElement).queryByRole('button')).toBeNull()
  await user.click(region.getByRole('button', { name: 'End the sign-in of Safari on iPhone' }))
  expect(await screen.findByText('That sign-in has ended.')).toBeVisible()
  await waitFor(() => expect(region.getAllByRole('listitem')).toHaveLength(1))
  expect(asked.find(({ operation }) => operation === 'RevokeSession')?.variables).toEqual({ id: IPHONE })
})

test.each([
  ['by a rule', revoked('That sign-in has ended before.'), 'That sign-in has ended before.'],
  ['because nothing answers', away, 'The server cannot be reached.'],
])('a sign-in that is not ended stays, and says why: %s', async (_, RevokeSession, words) => {
  const { user } = await open({ RevokeSession })
  await user.click(await screen.findByRole('button', { name: 'End the sign-in of Safari on iPhone' }))
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(screen.getByText('Safari on iPhone')).toBeVisible()
})

test('to end all sign-ins ends this one, unless it fails', async () => {
  const done: RevokeAllMutation = {
    revokeAllTokens: { __typename: 'RevokeAllTokensPayload', revoked: 2, errors: [] },
  }
  const { user } = await open({ RevokeAll: [refused('SERVICE_UNAVAILABLE'), done] })
  const button = screen.getByRole('button', { name: 'End all of them, this one too' })
  await user.click(button)
  expect(await screen.findByRole('alert')).toHaveTextContent('The server is busy with itself.')
  expect(currentSession()).not.toBeNull()
  await user.click(button)
  await waitFor(() => expect(currentSession()).toBeNull())
})

test('sign-ins that could not be fetched say why, and are fetched by another try', async () => {
  const { user } = await open({ Sessions: [refused('TIMEOUT'), signIns(CHROME)] })
  const region = within(screen.getByRole('region', { name: 'Where you are signed in' }))
  expect(await region.findByRole('alert')).toHaveTextContent('This took too long.')
  await user.click(region.getByRole('button', { name: 'Try again' }))
  expect(await region.findByText('Chrome on Linux')).toBeVisible()
})

const portrait = () => new File(['picture'], 'me.png', { type: 'image/png' })

test('a picture is seen once it is taken, and removed by a press', async () => {
  const pictureUrl = 'http://testserver/pictures/emma.png?v=1'
  const { asked, user } = await open({
    SetPicture: [pictured({ employee: { ...EMMA, pictureUrl } }), pictured({ employee: EMMA })],
  })
  const region = within(screen.getByRole('region', { name: 'Picture' }))
  expect(region.queryByRole('button', { name: 'Remove' })).toBeNull()
  await user.upload(screen.getByTestId('picture'), portrait())
  // It is fetched from where the page is, whatever name the server goes by.
  await waitFor(() => expect(region.getByRole('presentation')).toHaveAttribute('src', '/pictures/emma.png?v=1'))
  await user.click(await region.findByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(region.queryByRole('presentation')).toBeNull())
  expect(asked.filter(({ operation }) => operation === 'SetPicture')).toHaveLength(2)
})

test.each([
  [
    'is none',
    pictured({ errors: [problem('This is no picture that can be read.')] }),
    'This is no picture that can be read.',
  ],
  ['is too large', refused('PAYLOAD_TOO_LARGE', { status: 413 }), 'This is larger than the server takes.'],
])('a picture that %s is refused with a reason, and another can be chosen', async (_, SetPicture, words) => {
  const { user } = await open({ SetPicture })
  await user.upload(screen.getByTestId('picture'), portrait())
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(screen.getByRole('button', { name: 'Choose a picture' })).toBeEnabled()
})

test('another password keeps this sign-in by its new tokens, and empties the form', async () => {
  const wrong = problem('This is not your password.', ['currentPassword'])
  const changed = (of: Partial<ChangePasswordMutation['changePassword']>): ChangePasswordMutation => ({
    changePassword: {
      __typename: 'ChangePasswordPayload',
      token: null,
      refreshToken: null,
      expiresIn: null,
      mustChangePassword: null,
      errors: [],
      ...of,
    },
  })
  const tokens = { token: 'second', refreshToken: 'next', expiresIn: 900, mustChangePassword: false }
  const { asked, user } = await open({ ChangePassword: [changed({ errors: [wrong] }), changed(tokens)] })
  const region = within(screen.getByRole('region', { name: 'Password' }))
  await user.type(region.getByLabelText('Present password'), 'of now')
  await user.type(region.getByLabelText('New password'), 'a long one of mine')
  await user.type(region.getByLabelText('New password, once more'), 'a long one of mine{Enter}')
  await waitFor(() => expect(region.getByLabelText('Present password')).toHaveFocus())
  expect(region.getByLabelText('Present password')).toHaveAccessibleDescription('This is not your password.')
  expect(currentSession()?.token).toBe('first')

  await user.click(region.getByRole('button', { name: 'Change the password' }))
  expect(await screen.findByText('Your password is changed, and every other sign-in has ended.')).toBeVisible()
  expect(currentSession()).toMatchObject({ token: 'second', refreshToken: 'next' })
  expect(region.getByLabelText('New password')).toHaveValue('')
  // What is asked next goes out with the new token.
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ operation: 'Sessions', token: 'second' }))
})
