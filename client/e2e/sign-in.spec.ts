import type { Page } from '@playwright/test'
import { Api, PASSWORD, signIn, unique } from './api'
import { expect, test } from './fixtures'
import { letterTo, temporaryPassword } from './outbox'
import { python } from './server'

const NEW_PASSWORD = 'seven-quiet-lanterns-41'

async function enter(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username or work mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function choose(page: Page, password: string, again = password): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByLabel('New password, once more').fill(again)
  await page.getByRole('button', { name: 'Set the password' }).click()
}

test('a wrong password is refused, the right one leads to the work', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL('/sign-in')
  await expect(page.getByLabel('Username or work mail')).toBeFocused()
  await enter(page, 'bruno', 'not-his-password')
  await expect(page.getByRole('alert')).toHaveText('The username or the password is wrong.')
  await enter(page, 'bruno', PASSWORD)
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('the mail address is as good as the username', async ({ page }) => {
  await page.goto('/sign-in')
  await enter(page, 'dieter@rakmedia.example', PASSWORD)
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
})

test('five wrong passwords are enough for a while', async ({ page }) => {
  const nobody = unique('nobody').replace(' ', '-')
  for (let time = 0; time < 5; time += 1) {
    await signIn(nobody, `guess-number-${time}`)
  }
  await page.goto('/sign-in')
  await enter(page, nobody, 'guess-number-6')
  await expect(page.getByRole('alert')).toContainText('Too many wrong passwords. Try again in')
})

test('a deactivated account is told so after the right password only', async ({ page }) => {
  await page.goto('/sign-in')
  await enter(page, 'finn', 'not-his-password')
  await expect(page.getByRole('alert')).toHaveText('The username or the password is wrong.')
  await enter(page, 'finn', PASSWORD)
  await expect(page.getByRole('alert')).toContainText('Your account is deactivated.')
})

test('the password of the welcome letter leads to choosing one', async ({ page }) => {
  const person = await (await Api.of('hannah')).hire()
  const password = await temporaryPassword(person.workEmail)
  await page.goto('/people')
  await enter(page, person.username, password)
  await expect(page.getByRole('heading', { name: 'Choose a password' })).toBeVisible()
  await page.getByLabel('Password of the letter').fill(password)
  await choose(page, NEW_PASSWORD, 'something-else-altogether')
  await expect(page.getByText('The two passwords differ.')).toBeVisible()
  await choose(page, 'short')
  await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await choose(page, NEW_PASSWORD)
  await expect(page.getByRole('heading', { name: 'People' })).toBeVisible()
  expect(await signIn(person.username, NEW_PASSWORD)).toMatchObject({ mustChangePassword: false })
})

test('a temporary password that has expired says so', async ({ page }) => {
  const person = await (await Api.of('hannah')).hire()
  const password = await temporaryPassword(person.workEmail)
  python(
    'from django.utils import timezone; from organization.models import User; ' +
      `User.objects.filter(username="${person.username}").update(password_expires_at=timezone.now())`,
  )
  await page.goto('/sign-in')
  await enter(page, person.username, password)
  await expect(page.getByRole('alert')).toContainText('Your temporary password has expired.')
})

test('a forgotten password is replaced by letter, once', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Forgotten the password?' }).click()
  await page.getByLabel('Username or work mail').fill('erik')
  await page.getByRole('button', { name: 'Send the letter' }).click()
  await expect(page.getByRole('status')).toContainText('a letter is on its way')
  const link = /http:\S+reset-password\S+/.exec(await letterTo('erik@rakmedia.example', /password/i))?.[0] ?? ''
  await page.goto(link)
  await choose(page, NEW_PASSWORD)
  await expect(page.getByRole('status')).toContainText('Your password is set')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await enter(page, 'erik', NEW_PASSWORD)
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
  await page.goto(link)
  await choose(page, 'another-nine-lanterns-42')
  await expect(page.getByRole('alert')).toBeVisible()
})

test('signing in leads back to where one wanted to go', async ({ page }) => {
  const task = await (await Api.of('emma')).createTask(unique('Go back'))
  await page.goto(`/tasks/${task.id}`)
  await enter(page, 'emma', PASSWORD)
  await expect(page.getByRole('heading', { name: task.title })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto('/?show=done&search=logo')
  await enter(page, 'emma', PASSWORD)
  await expect(page.getByLabel('Which tasks')).toHaveValue('done')
  await expect(page.getByLabel('Search')).toHaveValue('logo')
})

test('a sign-in leads nowhere outside', async ({ page }) => {
  await page.goto('/sign-in?next=//example.com/')
  await enter(page, 'helena', PASSWORD)
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
})
