/** What every test has: a page of somebody, and the promise that nothing goes wrong on it unnoticed. */

import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test'
import { type Session, sessionOf } from './api'

export { expect }

/** What went wrong in the browser. A test that brings it about says so before. */
class Faults {
  readonly found: string[] = []
  private readonly announced: RegExp[] = []

  announce(fault: RegExp): void {
    this.announced.push(fault)
  }

  async watch(context: BrowserContext, origin: string): Promise<void> {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.note(`${message.type()}: ${message.text()} (${message.location().url})`)
      }
    })
    context.on('weberror', (failure) => this.note(`page error: ${failure.error().stack}`))
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) {
        this.note(`request to another origin: ${request.url()}`)
      }
    })
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`violation of the content security policy: ${event.violatedDirective} ${event.blockedURI}`),
      ),
    )
  }

  private note(fault: string): void {
    if (!this.announced.some((pattern) => pattern.test(fault))) {
      this.found.push(fault)
    }
  }
}

/** Return a browser's state in which somebody is signed in. */
export function signedIn(origin: string, session: Session): BrowserContextOptions['storageState'] {
  const localStorage = [{ name: 'rakmedia.session', value: JSON.stringify(session) }]
  return { cookies: [], origins: [{ origin, localStorage }] }
}

interface Fixtures {
  /** Who sits at the browser; null if nobody is signed in. */
  as: string | null
  faults: Faults
  /** Opens a browser of its own for somebody, signed in. */
  elsewhere: (username: string) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  as: [null, { option: true }],

  storageState: async ({ as, baseURL }, use) => {
    await use(as ? signedIn(baseURL ?? '', await sessionOf(as)) : undefined)
  },

  faults: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const faults = new Faults()
      await use(faults)
      expect(faults.found).toEqual([])
    },
    { auto: true },
  ],

  context: async ({ context, faults, baseURL }, use) => {
    await faults.watch(context, baseURL ?? '')
    await use(context)
  },

  elsewhere: async ({ browser, faults, baseURL, locale, timezoneId }, use) => {
    const opened: BrowserContext[] = []
    await use(async (username) => {
      const storageState = signedIn(baseURL ?? '', await sessionOf(username))
      const context = await browser.newContext({ baseURL, locale, timezoneId, storageState })
      opened.push(context)
      await faults.watch(context, baseURL ?? '')
      return context.newPage()
    })
    for (const context of opened) {
      await context.close()
    }
  },
})

/** Count the requests of an operation from now on. */
export function countOperations(page: Page, name: RegExp): { count: number } {
  const counted = { count: 0 }
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql/') && name.test(request.postData() ?? '')) {
      counted.count += 1
    }
  })
  return counted
}
