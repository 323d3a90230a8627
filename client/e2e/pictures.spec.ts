/** Takes the README's pictures, of the demo as it is loaded: `npm run pictures`. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'pictures')

test.use({ viewport: { width: 1200, height: 760 } })

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready)
  mkdirSync(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
}

test.describe('an employee', () => {
  test.use({ as: 'emma' })

  test('my work', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByText('Overdue ·').first()).toBeVisible()
    await take(page, 'my-work')
  })
})

test.describe('a manager', () => {
  test.use({ as: 'martin' })

  test('my team', async ({ page }) => {
    await page.goto('/team')
    await expect(page.locator('.recharts-bar').first()).toBeAttached()
    await expect(page.getByRole('checkbox').first()).toBeVisible()
    await take(page, 'my-team')
  })
})

test.describe('a script writer', () => {
  test.use({ colorScheme: 'dark' })

  test('the explorer', async ({ page }) => {
    await page.goto('/graphql/')
    await page
      .getByRole('button', { name: /martin/i })
      .first()
      .click()
    await expect(page.getByText(/signed in/i).first()).toBeVisible()
    await page.getByRole('button', { name: 'My team', exact: true }).click()
    // GraphiQL looks at what is written after a tenth of a second.
    await page.waitForTimeout(300)
    await page.getByLabel('Execute query').click()
    await expect(page.locator('.result-window').getByText('"openCount"').first()).toBeVisible()
    await expect(page.locator('.graphiql-spinner')).toHaveCount(0)
    await take(page, 'explorer')
  })
})
