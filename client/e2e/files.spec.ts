import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { Api, type Task, unique } from './api'
import { expect, test } from './fixtures'

test.use({ as: 'emma' })

function textFile(name: string, words: string | Buffer) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(words) }
}

async function openTask(page: Page): Promise<Task> {
  const task = await (await Api.of('emma')).createTask(unique('Hand in'))
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByRole('heading', { name: task.title })).toBeVisible()
  return task
}

async function addFiles(page: Page, files: ReturnType<typeof textFile>[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add files' }).click()
  await (await chooser).setFiles(files)
}

test('several files at once by the button, one fetched back, one deleted', async ({ page }) => {
  await openTask(page)
  const words = 'Grüße: every byte of this has to come back.\n'
  await addFiles(page, [textFile('one.txt', words), textFile('two.txt', 'two'), textFile('drei & vier.txt', 'three')])
  const files = page.getByRole('region', { name: 'Files' }).getByRole('listitem')
  await expect(files.getByRole('button', { name: /^Download/ })).toHaveCount(3)
  await expect(page.getByRole('progressbar')).toHaveCount(0)

  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download one.txt' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('one.txt')
  expect(readFileSync(await download.path(), 'utf8')).toBe(words)

  await page.getByRole('button', { name: 'Delete two.txt' }).click()
  const question = page.getByRole('dialog', { name: 'Delete the file?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(files).toHaveCount(3)
  await page.getByRole('button', { name: 'Delete two.txt' }).click()
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('two.txt is deleted.')).toBeVisible()
  await expect(files).toHaveCount(2)
})

test('files by dropping', async ({ page }) => {
  const task = await openTask(page)
  const dataTransfer = await page.evaluateHandle(() => {
    const dropped = new DataTransfer()
    dropped.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }))
    dropped.items.add(new File(['as well'], 'as-well.txt', { type: 'text/plain' }))
    return dropped
  })
  const target = page.getByRole('region', { name: 'Files' })
  await target.dispatchEvent('dragover', { dataTransfer })
  await target.dispatchEvent('drop', { dataTransfer })
  await expect(target.getByRole('button', { name: /^Download/ })).toHaveCount(2)
  expect((await (await Api.of('emma')).fileNames(task)).sort()).toEqual(['as-well.txt', 'dropped.txt'])
})

test('an upload shows how far it is, and is cancelled', async ({ page, context }) => {
  const task = await openTask(page)
  const slow = await context.newCDPSession(page)
  const rates = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 }
  await slow.send('Network.emulateNetworkConditions', rates)
  await addFiles(page, [
    textFile('slow.txt', 'many words '.repeat(300_000)),
    textFile('slower.txt', 'w '.repeat(900_000)),
  ])
  const progress = page.getByRole('progressbar', { name: 'Upload of slow.txt' })
  await expect(page.getByRole('progressbar')).toHaveCount(2)
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Cancel slow.txt' }).click()
  await page.getByRole('button', { name: 'Cancel slower.txt' }).click()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await slow.send('Network.emulateNetworkConditions', { ...rates, uploadThroughput: -1 })
  await addFiles(page, [textFile('quick.txt', 'quick')])
  await expect(page.getByRole('button', { name: 'Download quick.txt' })).toBeVisible()
  expect(await (await Api.of('emma')).fileNames(task)).toEqual(['quick.txt'])
})

test('a refused file says why, and does not keep the others', async ({ page }) => {
  await openTask(page)
  await addFiles(page, [
    textFile('virus.exe', 'MZ'),
    textFile('empty.txt', ''),
    textFile('no-picture.png', 'these are words'),
    textFile('fine.txt', 'fine'),
  ])
  const rows = page.getByRole('region', { name: 'Files' }).getByRole('listitem')
  await expect(rows.filter({ hasText: 'virus.exe' }).getByRole('alert')).toContainText(
    'Files of this kind are not taken.',
  )
  await expect(rows.filter({ hasText: 'empty.txt' }).getByRole('alert')).toHaveText('The file is empty.')
  await expect(rows.filter({ hasText: 'no-picture.png' }).getByRole('alert')).not.toBeEmpty()
  await expect(page.getByRole('button', { name: 'Download fine.txt' })).toBeVisible()
  await page.getByRole('button', { name: 'Put away virus.exe' }).click()
  await expect(rows).toHaveCount(3)
})
