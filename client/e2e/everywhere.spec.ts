import { createHmac } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { Api, type Session, signIn, unique } from './api'
import { countOperations, expect, signedIn, test } from './fixtures'

test.use({ as: 'emma' })

/** Return the sign-in with an access token that expired an hour ago. */
function expired(session: Session): Session {
  const [head, body = ''] = session.token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const hour = 60 * 60
  const moved = JSON.stringify({ ...claims, iat: claims.iat - 3 * hour, exp: Math.floor(Date.now() / 1000) - hour })
  const signed = `${head}.${Buffer.from(moved).toString('base64url')}`
  const signature = createHmac('sha256', process.env.E2E_JWT_KEY ?? '')
    .update(signed)
    .digest('base64url')
  return { ...session, token: `${signed}.${signature}` }
}

test.describe('an expired access token', () => {
  test.use({ storageState: async ({ baseURL }, use) => use(signedIn(baseURL ?? '', expired(await signIn('nora')))) })

  test('is refreshed once for all that fail together, and nobody notices', async ({ page }) => {
    const refreshes = countOperations(page, /refreshToken\(/)
    await page.goto('/people')
    await expect(page.getByRole('link', { name: 'Emma Fischer' })).toBeVisible()
    const token = await page.evaluate(() => JSON.parse(localStorage.getItem('rakmedia.session') ?? '{}').refreshToken)
    expect(token).toBeTruthy()
    expect(refreshes.count).toBe(1)
  })

  test('is refreshed once in the middle of the work, whatever asks', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
    const refreshes = countOperations(page, /refreshToken\(/)
    const kept = await page.evaluate(() => localStorage.getItem('rakmedia.session'))
    await page.evaluate(
      (session) => localStorage.setItem('rakmedia.session', session),
      JSON.stringify(expired(JSON.parse(kept ?? '{}') as Session)),
    )
    await page.getByRole('link', { name: 'Overdue', exact: true }).click()
    await page.getByRole('link', { name: 'People' }).click()
    await page.getByRole('link', { name: 'Me', exact: true }).click()
    await expect(
      page.getByRole('region', { name: 'Where you are signed in' }).getByText('Here', { exact: true }),
    ).toBeVisible()
    await page.getByRole('link', { name: 'People' }).click()
    await expect(page.getByRole('link', { name: 'Emma Fischer' })).toBeVisible()
    expect(refreshes.count).toBe(1)
  })
})

test('what is shown at once is taken back with a reason if it is refused', async ({ page }) => {
  const emma = await Api.of('emma')
  const task = await emma.createTask(unique('Gone meanwhile'))
  await page.goto(`/?search=${encodeURIComponent(task.title)}`)
  await expect(page.getByRole('link', { name: task.title })).toBeVisible()
  await emma.deleteTask(task)
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route('/graphql/', async (route) => {
    if (/completeTask/.test(route.request().postData() ?? '')) {
      await held
    }
    await route.continue()
  })
  await page.getByRole('button', { name: `Mark as done: ${task.title}` }).click()
  await expect(page.getByRole('button', { name: `Open again: ${task.title}` })).toBeVisible()
  goOn()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('button', { name: `Open again: ${task.title}` })).toHaveCount(0)
})

test('a lost connection is shown, and recovered from', async ({ page, context, faults }) => {
  faults.announce(/ERR_INTERNET_DISCONNECTED/)
  const emma = await Api.of('emma')
  const task = await emma.createTask(unique('Before the storm'))
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByRole('heading', { name: task.title })).toBeVisible()
  await context.setOffline(true)
  const banner = page.getByText('The connection is lost.')
  await expect(banner).toBeVisible()
  await page.getByRole('button', { name: 'Mark as done' }).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.')
  await expect(page.getByRole('button', { name: 'Mark as done' })).toBeVisible()
  const changed = await emma.updateTask(task, { title: unique('After the storm') })
  await context.setOffline(false)
  await expect(banner).toHaveCount(0)
  await expect(page.getByRole('heading', { name: changed.title })).toBeVisible()
})

test('a server that is away when the page opens is waited for', async ({ page, faults }) => {
  faults.announce(/502/)
  await page.route(/graphql|healthz/, (route) => route.fulfill({ status: 502, body: 'Bad gateway' }))
  await page.goto('/')
  await expect(page.getByText('The connection is lost.')).toBeVisible()
  await page.unroute(/graphql|healthz/)
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
  await expect(page.getByText('The connection is lost.')).toHaveCount(0)
})

test('what a second window changes is there when one looks at the first again', async ({ page }) => {
  const emma = await Api.of('emma')
  const task = await emma.createTask(unique('Seen twice'))
  await page.goto(`/?search=${encodeURIComponent(task.title)}`)
  await expect(page.getByRole('link', { name: task.title })).toBeVisible()
  const [words] = task.title.split(' ').slice(-1)
  const changed = await emma.updateTask(task, { title: `Seen anew ${words} ${task.title}` })
  const other = await emma.createTask(`${task.title} and another`)
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(page.getByRole('link', { name: changed.title })).toBeVisible()
  await expect(page.getByRole('link', { name: other.title })).toBeVisible()
})

test('a slow connection shows what is being waited for', async ({ page, context }) => {
  const network = await context.newCDPSession(page)
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 300,
    downloadThroughput: 50_000,
    uploadThroughput: 20_000,
  })
  await page.goto('/people')
  await expect(page.getByRole('status', { name: 'Loading' }).first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Emma Fischer' })).toBeVisible()
})

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return
    }
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

test('a task is created and done with the keyboard only', async ({ page }) => {
  const title = unique('Without a mouse')
  await page.goto('/')
  const button = page.getByRole('button', { name: 'New task' })
  await expect(button).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, button)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('What has to be done')).toBeFocused()
  await page.keyboard.type(title)
  await page.keyboard.press('Enter')
  await expect(page.getByText('The task is on your list.')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(button).toBeFocused()
  await tabTo(page, page.getByLabel('Search'))
  await page.keyboard.type(title)
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
  await tabTo(page, page.getByRole('link', { name: title }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Mark as done' }))
  await page.keyboard.press('Space')
  await expect(page.getByText(`“${title}” is done.`)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Open again' })).toBeVisible()
})
