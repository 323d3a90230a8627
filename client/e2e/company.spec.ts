import { unique } from './api'
import { expect, test } from './fixtures'

test.use({ as: 'hannah' })

test('departments are added, changed and deleted', async ({ page }) => {
  const [name, later] = [unique('Archive'), unique('Library')]
  await page.goto('/company')
  const departments = page.getByRole('region', { name: 'Departments' })
  await departments.getByRole('button', { name: 'Add a department' }).click()
  const dialog = page.getByRole('dialog', { name: 'New department' })
  await dialog.getByLabel('Name').fill('Film')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(departments.getByText(name)).toBeVisible()
  await departments.getByRole('button', { name: `Edit ${name}` }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(later)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await departments.getByRole('button', { name: `Delete ${later}` }).click()
  await page
    .getByRole('dialog', { name: `Delete ${later}?` })
    .getByRole('button', { name: 'Delete' })
    .click()
  await expect(page.getByText(`${later} is deleted.`)).toBeVisible()
  await expect(departments.getByText(later)).toHaveCount(0)
})

test('what is in use is not deleted, and says why', async ({ page }) => {
  await page.goto('/company')
  const departments = page.getByRole('region', { name: 'Departments' })
  await departments.getByRole('button', { name: 'Delete Technology' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(departments.getByText('Technology')).toBeVisible()
})

test('a job role becomes a position', async ({ page }) => {
  const name = unique('Bookbinder')
  await page.goto('/company')
  await page.getByRole('button', { name: 'Add a job role' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'Job roles' }).getByText(name)).toBeVisible()
  await page.getByRole('button', { name: 'Add a position' }).click()
  await page.getByRole('dialog').getByLabel('Job role').selectOption(name)
  await page.getByRole('dialog').getByLabel('Kind of employment').selectOption('Blue collar')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const position = page.getByRole('region', { name: 'Positions' }).getByRole('listitem').filter({ hasText: name })
  await expect(position).toContainText('Blue collar')
  await position.getByRole('button', { name: `Delete ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(position).toHaveCount(0)
})

test.describe('an officer', () => {
  test.use({ as: 'olaf' })

  test('says what the company is called and when its days end', async ({ page }) => {
    await page.goto('/company')
    const form = page.getByRole('region', { name: 'Company' })
    await form.getByLabel('Name').fill('Nordlicht Studio')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Nordlicht Studio' })).toBeVisible()
  })
})
