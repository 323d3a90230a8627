/** The letters that the server has sent, read where a developer reads them: in the outbox at /outbox/. */

import { expect } from '@playwright/test'

const OUTBOX = () => `http://localhost:${process.env.E2E_PORT}/outbox/`
const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
}

/** Return the text of the newest letter to an address that has the words in its subject; waits until it is there. */
export async function letterTo(address: string, subject: RegExp): Promise<string> {
  let found: string | undefined
  await expect
    .poll(
      async () => {
        found = await find(address, subject)
        return found
      },
      { message: `a letter to ${address}`, timeout: 40_000 },
    )
    .toBeDefined()
  const page = await (await fetch(new URL(found ?? '', OUTBOX()))).text()
  const text = /<pre>([\s\S]*)<\/pre>/.exec(page)?.[1] ?? ''
  return text.replaceAll(/<[^>]+>/g, '').replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity)
}

async function find(address: string, subject: RegExp): Promise<string | undefined> {
  const list = await (await fetch(OUTBOX())).text()
  for (const [, href, words] of list.matchAll(/<a href="(\/outbox\/[^"?]+)">([\s\S]*?)<\/a>/g)) {
    if (words?.includes(address) && subject.test(words)) {
      return href
    }
  }
  return undefined
}

/** Return the temporary password of the newest welcome letter. */
export async function temporaryPassword(address: string): Promise<string> {
  return /^Temporary password: (\S+)$/m.exec(await letterTo(address, /./))?.[1] ?? ''
}
