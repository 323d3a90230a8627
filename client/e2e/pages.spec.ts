/** How every page looks and reads: light, dark and on a phone; the pictures are in test-results/pages. */

import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Api } from './api'
import { expect, signedIn, test } from './fixtures'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
const COLOURS = ['color-contrast']
const PICTURES = join(import.meta.dirname, '..', 'test-results', 'pages')

interface Look {
  name: string
  as: string | null
  path: string | (() => Promise<string>)
  /** What is there when the page is complete, and what has to be pressed for it. */
  ready: (page: Page) => Promise<void>
}

const seen = (words: string) => (page: Page) => expect(page.getByText(words).first()).toBeVisible()
const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name, exact: true })).toBeVisible()

async function taskWithFiles(): Promise<string> {
  const { myTasks } = await (await Api.of('emma')).ask<{
    myTasks: { nodes: { id: string; completed: boolean; files: { totalCount: number } }[] }
  }>('{ myTasks(first: 40) { nodes { id completed files { totalCount } } } }')
  const [best] = [...myTasks.nodes].sort((one, other) => other.files.totalCount - one.files.totalCount)
  return `/tasks/${best?.id}`
}

const LOOKS: Look[] = [
  { name: 'sign-in', as: null, path: '/sign-in', ready: heading('Sign in') },
  { name: 'forgotten-password', as: null, path: '/forgotten-password', ready: heading('Forgotten password') },
  { name: 'reset-password', as: null, path: '/reset-password?token=x', ready: heading('Choose a password') },
  {
    name: 'my-work',
    as: 'emma',
    path: '/',
    ready: (page) => expect(page.getByText('Overdue ·').first()).toBeVisible(),
  },
  { name: 'nothing-found', as: 'emma', path: '/?search=xyzzy', ready: seen('Nothing found') },
  {
    name: 'new-task',
    as: 'martin',
    path: '/',
    ready: async (page) => {
      await page.getByRole('button', { name: 'New task' }).click()
      await page.getByRole('button', { name: 'Create' }).click()
      await expect(page.getByLabel('What has to be done')).toHaveAttribute('aria-invalid', 'true')
    },
  },
  { name: 'task', as: 'emma', path: taskWithFiles, ready: heading('Files') },
  { name: 'no-such-task', as: 'emma', path: '/tasks/nothing', ready: heading('No such task') },
  {
    name: 'team',
    as: 'martin',
    path: '/team',
    ready: async (page) => {
      await expect(page.locator('.recharts-bar').first()).toBeAttached()
      await expect(page.getByRole('checkbox').first()).toBeVisible()
    },
  },
  {
    name: 'team-chosen',
    as: 'martin',
    path: '/team',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Emma Fischer', exact: true }).click()
      await expect(page.getByRole('heading', { name: 'Tasks of Emma Fischer' })).toBeVisible()
      await page.getByRole('checkbox').first().check()
      await expect(page.getByRole('toolbar')).toBeVisible()
    },
  },
  {
    name: 'people',
    as: 'hannah',
    path: '/people',
    ready: (page) => expect(page.getByText(/^\d+ people$/)).toBeVisible(),
  },
  {
    name: 'hire',
    as: 'hannah',
    path: '/people',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Hire somebody' }).click()
      await expect(page.getByRole('dialog').getByLabel('Film')).toBeVisible()
    },
  },
  {
    name: 'person',
    as: 'olivia',
    path: async () => {
      const query = '{ employees(search: "Emma Fischer", first: 1) { nodes { code } } }'
      const { employees } = await (await Api.of('olivia')).ask<{ employees: { nodes: { code: string }[] } }>(query)
      return `/people/${employees.nodes[0]?.code}`
    },
    ready: seen('Open tasks ('),
  },
  { name: 'company', as: 'olivia', path: '/company', ready: heading('Positions') },
  { name: 'me', as: 'emma', path: '/me', ready: seen('Here') },
]

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({ as: look.as })

    test('is accessible in light and dark, and fits a phone', async ({ page }) => {
      await page.goto(typeof look.path === 'string' ? look.path : await look.path())
      await look.ready(page)
      await inspect(page, look.name)
    })
  })
}

test.describe('choosing a password', () => {
  test.use({
    storageState: async ({ baseURL }, use) =>
      use(signedIn(baseURL ?? '', { token: 'x', refreshToken: 'x', mustChangePassword: true })),
  })

  test('is accessible in light and dark, and fits a phone', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByLabel('Password of the letter')).toBeVisible()
    await inspect(page, 'choose-password')
  })
})

/** Look at a page in light, in dark and as on a phone. */
async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    const axe = new AxeBuilder({ page })
    // In the dark nothing but colours is different.
    const { violations } = await (colorScheme === 'light' ? axe.withTags(RULES) : axe.withRules(COLOURS)).analyze()
    expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([])
    await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 360, height: 740 })
  await settled(page)
  const [needed, there] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return [scrollWidth, clientWidth] as const
  })
  expect(needed).toBeLessThanOrEqual(there)
  await page.screenshot({ path: join(PICTURES, `${name}-360.png`), fullPage: true })
}

/** Wait until nothing moves: pictures are there, and colours have changed. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isSeen = (image: Element) => {
      const { x, y, width, height } = image.getBoundingClientRect()
      return document.elementFromPoint(x + width / 2, y + height / 2) === image
    }
    const fades = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    return fades.length === 0 && [...document.images].every((image) => image.complete || !isSeen(image))
  })
}
