import type { Page } from '@playwright/test'
import { Api, type Person, unique } from './api'
import { expect, test } from './fixtures'

test.use({ as: 'hannah' })

async function open(page: Page, person: Person): Promise<void> {
  await page.goto(`/people/${person.code}`)
  await expect(page.getByRole('heading', { name: person.name })).toBeVisible()
}

test('the directory is searched and filtered', async ({ page }) => {
  await page.goto('/people')
  const rows = page.getByRole('main').getByRole('listitem')
  await page.getByLabel('Search').fill('kel')
  await expect(rows.filter({ hasText: 'Martin Keller' })).toBeVisible()
  await expect(rows.filter({ hasText: 'Emma Fischer' })).toHaveCount(0)
  await page.getByLabel('Search').fill('')
  await page.getByLabel('Department').selectOption('Film')
  await expect(rows.filter({ hasText: 'Ida Petersen' })).toBeVisible()
  await expect(rows.filter({ hasText: 'Martin Keller' })).toHaveCount(0)
  await page.getByLabel('Department').selectOption('Every department')
  await page.getByLabel('Who', { exact: true }).selectOption('Who have left')
  await expect(rows.filter({ hasText: 'Zoé Moreau' })).toContainText('Has left')
  await page.getByLabel('Search').fill('nobody of this name')
  await expect(page.getByText('Nobody found')).toBeVisible()
})

test('somebody is hired, and the letter is looked after', async ({ page }) => {
  const lastName = unique('Hopper').replace(' ', '-')
  await page.goto('/people')
  await page.getByRole('button', { name: 'Hire somebody' }).click()
  const dialog = page.getByRole('dialog', { name: 'Hire somebody' })
  await dialog.getByRole('button', { name: 'Hire' }).click()
  await expect(dialog.getByLabel('First name')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('First name').fill('Grace')
  await dialog.getByLabel('Last name').fill(lastName)
  await dialog.getByLabel('Work mail').fill(`${lastName.toLowerCase()}@rakmedia.example`)
  await dialog.getByLabel('Film').check()
  await expect(dialog.getByLabel('Role').getByRole('option')).toHaveText(['Employee', 'Manager'])
  await dialog.getByRole('button', { name: 'Hire' }).click()
  await expect(page.getByRole('heading', { name: `Grace ${lastName}` })).toBeVisible()
  const letter = page.getByRole('region', { name: 'Welcome letter' })
  await expect(letter.getByText('Sent')).toBeVisible({ timeout: 40_000 })
  await letter.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('The password of the earlier one is dead.')).toBeVisible()
})

test('a person is changed, gets a role, leaves and comes back', async ({ page }) => {
  const person = await (await Api.of('hannah')).hire('Film')
  await open(page, person)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Phone').fill('+49 30 23125 999')
  await page.getByLabel('Position').selectOption({ label: 'Illustrator (White collar)' })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('+49 30 23125 999')).toBeVisible()
  await expect(page.getByText('Illustrator (White collar)')).toBeVisible()

  await page.getByRole('button', { name: 'Role' }).click()
  await page.getByRole('dialog').getByLabel('Role').selectOption('Manager')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`${person.name} is now: Manager.`)).toBeVisible()

  await page.getByRole('button', { name: 'Deactivate' }).click()
  const question = page.getByRole('dialog', { name: `Deactivate ${person.name}?` })
  await expect(question).toContainText('The open tasks stay where they are')
  await question.getByRole('button', { name: 'Deactivate' }).click()
  await expect(page.getByText('Has left')).toBeVisible()
  await page.getByRole('button', { name: 'Reactivate' }).click()
  await expect(page.getByText('Works here')).toBeVisible()
})

test('two who change a person at once lose nothing of what either wrote', async ({ page }) => {
  const hannah = await Api.of('hannah')
  const person = await hannah.hire()
  await open(page, person)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Phone').fill('+49 30 1')
  await hannah.change('updateEmployee', 'employee { id }', {
    id: person.id,
    version: person.version,
    phone: '+49 30 2',
    firstName: 'Grace',
  })
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toContainText('Somebody changed this person meanwhile.')
  await expect(dialog.getByText('Meanwhile somebody wrote: +49 30 2')).toBeVisible()
  await expect(dialog.getByLabel('Phone')).toHaveValue('+49 30 1')
  await expect(dialog.getByLabel('First name')).toHaveValue('Grace')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByText('+49 30 1')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^Grace / })).toBeVisible()
})

test.describe('an officer', () => {
  test.use({ as: 'olivia' })

  test('hears how many tasks somebody leaves behind', async ({ page }) => {
    const person = await (await Api.of('hannah')).hire('Design')
    const martin = await Api.of('martin')
    const task = await martin.createTask(unique('Left behind'), { assigneeId: person.id })
    await martin.createTask(unique('Left behind'), { assigneeId: person.id })
    await open(page, person)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    const question = page.getByRole('dialog', { name: `Deactivate ${person.name}?` })
    await expect(question).toContainText('2 open tasks stay where they are')
    await question.getByRole('button', { name: 'Deactivate' }).click()
    await expect(page.getByText('Works here')).toHaveCount(0)
    await page.goto('/team')
    await page.getByLabel('Which tasks').selectOption('Of people who have left')
    await page.getByLabel('Search').fill(task.title)
    await expect(page.getByRole('listitem').filter({ hasText: task.title })).toContainText('Has left')
  })
})

test.describe('an employee', () => {
  test.use({ as: 'emma' })

  test('looks colleagues up, and changes nobody', async ({ page }) => {
    await page.goto('/people')
    await page.getByRole('link', { name: 'Martin Keller' }).click()
    await expect(page.getByRole('heading', { name: 'Martin Keller' })).toBeVisible()
    await expect(page.getByRole('button', { name: /Edit|Role|Deactivate/ })).toHaveCount(0)
    await expect(page.getByText('Salary, a year')).toHaveCount(0)
    await page.goto('/people/EMP-99999')
    await expect(page.getByText('There is nobody with the code EMP-99999')).toBeVisible()
  })
})
