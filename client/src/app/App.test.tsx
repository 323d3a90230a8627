import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ErrorCode, Role } from '../api/schema.generated'
import { currentSession, forgetSession, keepTokens } from '../api/session'
import type { ChangePasswordMutation, SignInMutation } from '../api/session.generated'
import { away, refused, serve, setHealthy } from '../testing/api'
import { COUNTS, listOf } from '../testing/lists'
import { details, row, viewer } from '../testing/people'
import { open } from '../testing/show'
import { say } from '../ui/Toasts'

const WORK = { Viewer: viewer(), Dashboard: COUNTS, MyWork: { myTasks: listOf(row()) } }

type Tokens = SignInMutation['tokenAuth']

/** Return the tokens of a payload; refused, it has none. */
function tokens(token: string, refreshToken: string, errors: Tokens['errors'] = []): Tokens {
  const given = errors.length === 0
  return {
    __typename: 'TokenAuthPayload',
    token: given ? token : null,
    refreshToken: given ? refreshToken : null,
    expiresIn: given ? 900 : null,
    mustChangePassword: given ? false : null,
    errors,
  }
}

beforeEach(() => {
  forgetSession()
  setHealthy(true)
})

function signIn(mustChangePassword = false) {
  keepTokens({ token: 'first', refreshToken: 'once', mustChangePassword })
}

test('who is not signed in is led to the sign-in, and from there to where he wanted to go', async () => {
  const asked = serve({ ...WORK, Task: { task: details() }, SignIn: { tokenAuth: tokens('first', 'once') } })
  const { user } = open('/tasks/task?from=letter')
  await user.type(screen.getByLabelText('Username or work mail'), ' emma ')
  await user.type(screen.getByLabelText('Password'), ' secret {Enter}')
  expect(await screen.findByRole('heading', { name: 'Draw a map' })).toBeVisible()
  expect(location.pathname + location.search).toBe('/tasks/task?from=letter')
  expect(document.title).toBe('Draw a map · Rakmedia Tasks')
  // Spaces around a name are a slip, those of a password may be meant.
  expect(asked[0]?.variables).toEqual({ username: 'emma', password: ' secret ' })
})

test.each(['//evil.example/', '/\\evil.example/', '/\t/evil.example/', 'https://evil.example/'])(
  'a sign-in leads to no other site: %s',
  async (next) => {
    signIn()
    serve(WORK)
    open(`/sign-in?next=${encodeURIComponent(next)}`)
    expect(await screen.findByRole('heading', { name: 'My work' })).toBeVisible()
    expect(location.href).toBe(`${location.origin}/`)
  },
)

test.each<[ErrorCode, string]>([
  ['INVALID_CREDENTIALS', 'The username or the password is wrong.'],
  ['PASSWORD_EXPIRED', 'Your temporary password has expired. Ask whoever hired you for another letter.'],
  ['ACCOUNT_INACTIVE', 'Your account is deactivated. Ask whoever looks after the people of your company.'],
  ['RATE_LIMITED', 'Wait 60 s.'],
])('a sign-in that is refused says why: %s', async (code, words) => {
  const message = code === 'RATE_LIMITED' ? words : 'words of the server'
  serve({ SignIn: { tokenAuth: tokens('', '', [{ __typename: 'UserError', code, message }]) } })
  const { user } = open('/sign-in')
  await user.type(screen.getByLabelText('Username or work mail'), 'emma')
  await user.type(screen.getByLabelText('Password'), 'wrong{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(words)
  expect(screen.getByLabelText('Username or work mail')).toHaveValue('emma')
  expect(currentSession()).toBeNull()
})

test('a temporary password opens nothing but the choice of another', async () => {
  signIn(true)
  const changePassword = { ...tokens('second', 'next'), __typename: 'ChangePasswordPayload' as const, errors: [] }
  const answer: ChangePasswordMutation = { changePassword }
  const asked = serve({ ...WORK, ChangePassword: answer })
  const { user } = open('/')
  await user.type(await screen.findByLabelText('Password of the letter'), 'of the letter')
  await user.type(screen.getByLabelText('New password'), 'a long one of mine')
  await user.type(screen.getByLabelText('New password, once more'), 'a long one of yours{Enter}')
  expect(await screen.findByText('The two passwords differ.')).toBeVisible()
  expect(screen.getByLabelText('New password, once more')).toHaveFocus()
  expect(asked).toEqual([])

  await user.clear(screen.getByLabelText('New password, once more'))
  await user.type(screen.getByLabelText('New password, once more'), 'a long one of mine{Enter}')
  expect(await screen.findByText('Your password is set.')).toBeVisible()
  expect(asked[0]?.variables).toEqual({ currentPassword: 'of the letter', newPassword: 'a long one of mine' })
  expect(await screen.findByText('Draw a map')).toBeVisible()
})

test('who signs out leaves nothing behind for the next one, also while the server is away', async () => {
  signIn()
  const asked = serve({ ...WORK, SignOut: away })
  const { client, user } = open('/')
  await screen.findByText('Draw a map')
  act(() => void say('“Draw a map” is done.', { label: 'Undo', run: () => undefined }))
  await user.click(screen.getByRole('button', { name: 'Sign out' }))
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(screen.queryByText('“Draw a map” is done.')).toBeNull()
  expect(JSON.stringify(client.extract())).not.toContain('Draw a map')
  expect(localStorage).toHaveLength(0)
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ operation: 'SignOut', variables: { refreshToken: 'once' } }))
})

test('a sign-out in another tab is one here', async () => {
  signIn()
  serve(WORK)
  open('/')
  await screen.findByText('Draw a map')
  localStorage.clear()
  act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'rakmedia.session' })))
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('a sign-in that the server has ended leads to the sign-in, and back to the page', async () => {
  signIn()
  serve({ ...WORK, Task: refused('UNAUTHENTICATED') })
  open('/tasks/task')
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(location.pathname + location.search).toBe('/sign-in?next=%2Ftasks%2Ftask')
})

test.each<[Role, string[]]>([
  ['EMPLOYEE', ['My work', 'People', 'Me']],
  ['MANAGER', ['My work', 'My team', 'People', 'Me']],
  ['HR', ['My work', 'People', 'Company', 'Me']],
  ['OFFICER', ['My work', 'My team', 'People', 'Company', 'Me']],
])('%s may go to %s', async (role, places) => {
  signIn()
  serve({ ...WORK, Viewer: viewer(role) })
  open('/')
  const menus = await screen.findAllByRole('navigation', { name: 'Pages' })
  for (const menu of menus) {
    const links = within(menu).getAllByRole('link')
    expect(links.map((link) => link.textContent)).toEqual(places)
    expect(within(menu).getByRole('link', { current: 'page' })).toHaveTextContent('My work')
  }
})

test('an account of nobody who has tasks is led to the administration', async () => {
  signIn()
  const { me, ...rest } = viewer('OFFICER')
  serve({ Viewer: { ...rest, me: { ...me, employee: null } } })
  open('/')
  expect(await screen.findByRole('link', { name: 'administration' })).toHaveAttribute('href', '/admin/')
})

test('a page that nobody knows is the work', async () => {
  signIn()
  serve(WORK)
  open('/no/such/page')
  expect(await screen.findByRole('heading', { name: 'My work' })).toBeVisible()
  expect(location.pathname).toBe('/')
})

test('a page that could not be opened is opened by another try', async () => {
  signIn()
  serve({ ...WORK, Viewer: [refused('TIMEOUT'), viewer()] })
  const { user } = open('/')
  expect(await screen.findByRole('alert')).toHaveTextContent('This took too long. Try again, or ask for less.')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Draw a map')).toBeVisible()
})
