/** The server is really stopped in the middle of the work: one of its own, so that no other test notices. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PASSWORD } from './api'
import { test as base, expect } from './fixtures'
import { freePort, manage } from './server'

interface Server {
  url: string
  start: () => Promise<void>
  stop: () => Promise<void>
}

const test = base.extend<{ server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
  server: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'rakmedia-e2e-'))
    const port = await freePort()
    const url = `http://localhost:${port}`
    let running: ChildProcess | null = null
    const stop = async () => {
      const ended = running && once(running, 'exit')
      running?.kill('SIGINT')
      await ended
      running = null
    }
    const start = async () => {
      const { command, cwd, env } = manage('demo', '--no-client', '--port', String(port))
      running = spawn('sh', ['-c', `exec ${command}`], { cwd, env: { ...env, DATA_DIR: folder }, stdio: 'ignore' })
      const isReady = () =>
        fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )
      await expect.poll(isReady, { message: 'the server is ready', timeout: 60_000 }).toBe(true)
    }
    await start()
    await use({ url, start, stop })
    await stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  },
  baseURL: async ({ server }, use) => use(server.url),
})

test('what is done while the server is stopped is taken back, and goes on when it is there again', async ({
  page,
  server,
  faults,
}) => {
  faults.announce(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/)
  await page.goto('/')
  await page.getByLabel('Username or work mail').fill('emma')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const undone = page.getByRole('button', { name: /^Mark as done: / })
  await expect(undone.first()).toBeVisible()
  const label = (await undone.first().getAttribute('aria-label')) ?? ''
  const count = await undone.count()

  await server.stop()
  await page.getByRole('button', { name: label }).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.')
  await expect(page.getByText('The connection is lost.')).toBeVisible()
  const asked = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/graphql/'))
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await asked
  await expect(undone).toHaveCount(count)
  await page.getByRole('link', { name: 'Me', exact: true }).click()

  await server.start()
  await expect(page.getByText('The connection is lost.')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Profile' }).getByLabel('First name')).toHaveValue('Emma')
  await page.getByRole('link', { name: 'My work' }).click()
  await page.getByRole('button', { name: label }).click()
  await expect(page.getByText(/is done\.$/)).toBeVisible()
  await page.reload()
  await expect(undone).toHaveCount(count - 1)
})
