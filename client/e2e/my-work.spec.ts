import { Api, day, unique } from './api'
import { expect, test } from './fixtures'

test.use({ as: 'emma' })

test.describe('the list', () => {
  test.use({ as: 'ida' })

  test('shows what is due first at the top, overdue tasks marked before all others', async ({ page }) => {
    const { myTasks } = await (await Api.of('ida')).ask<{ myTasks: { nodes: { title: string; overdue: boolean }[] } }>(
      '{ myTasks(filter: { completed: false }, first: 30) { nodes { title overdue } } }',
    )
    await page.goto('/')
    const rows = page.getByRole('main').getByRole('listitem')
    await expect(rows).toHaveCount(myTasks.nodes.length)
    for (const [place, task] of myTasks.nodes.entries()) {
      await expect(rows.nth(place)).toContainText(task.title)
      await expect(rows.nth(place).getByText('Overdue ·')).toHaveCount(task.overdue ? 1 : 0)
    }
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('Overdue')
    await expect(page.getByRole('region', { name: 'Overdue' }).getByRole('listitem')).toHaveCount(
      myTasks.nodes.filter((task) => task.overdue).length,
    )
  })
})

test.describe('a long list', () => {
  test.use({ as: 'tina' })

  test('goes on as one scrolls', async ({ page }) => {
    const tina = await Api.of('tina')
    for (let number = 0; number < 35; number += 1) {
      await tina.createTask(`Copy of page ${number}`, { dueDate: day(20) })
    }
    await page.goto('/?search=copy page')
    const rows = page.getByRole('main').getByRole('listitem')
    await expect(rows).toHaveCount(30)
    await rows.last().scrollIntoViewIfNeeded()
    await expect(rows).toHaveCount(35)
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  })
})

test('search and filters stand in the address', async ({ page }) => {
  const emma = await Api.of('emma')
  const word = unique('Zebra').replace(' ', '')
  const open = await emma.createTask(`${word} stays open`)
  const done = await emma.createTask(`${word} gets done`)
  await emma.completeTask(done)
  const search = page.getByLabel('Search')

  await page.goto('/')
  await search.fill(word)
  await expect(page).toHaveURL(`/?search=${word}`)
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
  await expect(page.getByRole('link', { name: open.title })).toBeVisible()
  await page.getByLabel('Which tasks').selectOption('Done')
  await expect(page).toHaveURL(`/?search=${word}&show=done`)
  await expect(page.getByRole('link', { name: done.title })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('link', { name: done.title })).toBeVisible()
  await expect(search).toHaveValue(word)
  await page.getByLabel('Which tasks').selectOption('All')
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2)
  await search.fill(`${word} nowhere`)
  await expect(page.getByText('No task has all of these words.')).toBeVisible()

  await page.getByRole('link', { name: 'Overdue', exact: true }).click()
  await expect(page).toHaveURL('/?show=overdue')
  await expect(search).toHaveValue('')
})

test('a new task is on the list', async ({ page }) => {
  const title = unique('Sharpen the pencils')
  await page.goto('/')
  await page.getByRole('button', { name: 'New task' }).click()
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await expect(dialog.getByLabel('For')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog.getByLabel('What has to be done')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('What has to be done').fill(title)
  await dialog.getByLabel('By when').fill(day())
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('The task is on your list.')).toBeVisible()
  const row = page.getByRole('region', { name: 'Today' }).getByRole('listitem').filter({ hasText: title })
  await expect(row.getByText('Due today')).toBeVisible()
})

test('what is done can be undone', async ({ page }) => {
  const task = await (await Api.of('emma')).createTask(unique('Do and undo'))
  await page.goto(`/?search=${encodeURIComponent(task.title)}`)
  await page.getByRole('button', { name: `Mark as done: ${task.title}` }).click()
  await expect(page.getByText(`“${task.title}” is done.`)).toBeVisible()
  await expect(page.getByRole('button', { name: `Open again: ${task.title}` })).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByRole('button', { name: `Mark as done: ${task.title}` })).toBeVisible()
})

test.describe('a manager', () => {
  test.use({ as: 'martin' })

  test('finds what he gave others', async ({ page }) => {
    const person = await (await Api.of('hannah')).hire('Design')
    const task = await (await Api.of('martin')).createTask(unique('Given away'), { assigneeId: person.id })
    await page.goto(`/?search=${encodeURIComponent(task.title)}`)
    await expect(page.getByText('Nothing found')).toBeVisible()
    await page.getByLabel('Whose tasks').selectOption('Given by me')
    await expect(page.getByRole('listitem').filter({ hasText: task.title })).toContainText(person.name)
  })
})
