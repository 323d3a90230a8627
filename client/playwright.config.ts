/** The end-to-end tests: Chromium, against the real server with demo data of its own. Build the client first. */

import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { freePort, manage } from './e2e/server'

const CHROMIUM = process.env.E2E_CHROMIUM ?? '/usr/bin/chromium'

// The first process to read this decides; those that run the tests get its environment.
if (!process.env.E2E_DATA_DIR) {
  if (!existsSync(join(import.meta.dirname, 'dist', 'index.html'))) {
    throw new Error('The client is not built: run `npm run build` in client/ first.')
  }
  const folder = mkdtempSync(join(tmpdir(), 'rakmedia-e2e-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  process.env.E2E_DATA_DIR = folder
  process.env.E2E_PORT ??= String(await freePort())
  process.env.E2E_JWT_KEY = randomBytes(48).toString('base64url')
}

const address = `http://localhost:${process.env.E2E_PORT}`

export default defineConfig({
  testDir: 'e2e',
  testIgnore: process.env.PICTURES ? [] : 'pictures.spec.ts',
  outputDir: 'test-results/e2e',
  globalSetup: './e2e/sign-in-once.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: address,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1200, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      ...(existsSync(CHROMIUM) && { executablePath: CHROMIUM }),
    },
  },
  webServer: {
    ...manage('demo', '--no-client', '--port', String(process.env.E2E_PORT)),
    url: `${address}/readyz`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGINT', timeout: 15_000 },
  },
})
