import type { Page } from '@playwright/test'
import { Api, type Person, type Task, unique } from './api'
import { countOperations, expect, test } from './fixtures'

test.use({ as: 'martin' })

/** Hire somebody into Martin's team, and give so many tasks. */
async function busyPerson(count: number): Promise<{ person: Person; tasks: Task[] }> {
  const person = await (await Api.of('hannah')).hire('Design')
  const martin = await Api.of('martin')
  const tasks: Task[] = []
  for (let number = 1; number <= count; number += 1) {
    tasks.push(await martin.createTask(unique(`Part ${number}`), { assigneeId: person.id }))
  }
  return { person, tasks }
}

/** Open the team's page, and of its tasks those of one person. */
async function openTasksOf(page: Page, person: Person) {
  await page.goto('/team')
  await page.getByRole('button', { name: person.name, exact: true }).click()
  await expect(page.getByRole('heading', { name: `Tasks of ${person.name}` })).toBeVisible()
  return page.getByRole('region', { name: `Tasks of ${person.name}` }).getByRole('listitem')
}

for (const leader of ['martin', 'olivia']) {
  test.describe(`for ${leader}`, () => {
    test.use({ as: leader })

    test('the team has counts and charts', async ({ page }) => {
      const { person, tasks } = await busyPerson(3)
      const martin = await Api.of('martin')
      await martin.completeTask(
        await martin.createTask(unique('Done'), { assigneeId: person.id, dueDate: '2099-12-31' }),
      )
      await page.goto('/team')
      const cells = page.getByRole('row', { name: new RegExp(person.name) }).getByRole('cell')
      await expect(cells).toHaveText([new RegExp(person.name), String(tasks.length), '0', '1'])
      for (const title of ['Who has how much to do', 'This week']) {
        await expect(page.getByRole('figure', { name: title }).locator('svg .recharts-bar').first()).toBeAttached()
      }
      await expect(page.getByRole('table', { name: 'This week in numbers' }).getByRole('row')).toHaveCount(8)
    })
  })
}

test('several tasks are handed on in one request', async ({ page }) => {
  const { person, tasks } = await busyPerson(3)
  const { person: other } = await busyPerson(0)
  const rows = await openTasksOf(page, person)
  await expect(rows).toHaveCount(3)
  const requests = countOperations(page, /assignTask/)
  for (const task of tasks.slice(0, 2)) {
    await page.getByRole('checkbox', { name: `Choose: ${task.title}` }).check()
  }
  const bar = page.getByRole('toolbar', { name: 'Chosen tasks' })
  await expect(bar).toContainText('2 chosen')
  await bar.getByRole('button', { name: 'Reassign' }).click()
  const dialog = page.getByRole('dialog', { name: 'Who does these 2 tasks instead?' })
  await dialog.getByRole('combobox', { name: 'Person' }).fill(other.name)
  await page.getByRole('option', { name: other.name }).click()
  await dialog.getByRole('button', { name: 'Reassign' }).click()
  await expect(page.getByText(`${other.name} has 2 more tasks`)).toBeVisible()
  await expect(bar).toHaveCount(0)
  await expect(
    page
      .getByRole('row', { name: new RegExp(other.name) })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('2')
  await expect(
    page
      .getByRole('row', { name: new RegExp(person.name) })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('1')
  await expect(rows).toHaveCount(1)
  expect(requests.count).toBe(1)
})

test('a task is handed on from its row', async ({ page }) => {
  const { person, tasks } = await busyPerson(2)
  const { person: other } = await busyPerson(0)
  const [task] = tasks as [Task]
  const rows = await openTasksOf(page, person)
  await page.getByRole('button', { name: `${person.name}: hand on “${task.title}”` }).click()
  const dialog = page.getByRole('dialog', { name: 'Who does it instead?' })
  await dialog.getByRole('combobox', { name: 'Person' }).fill(other.name)
  await page.getByRole('option', { name: other.name }).click()
  await dialog.getByRole('button', { name: 'Reassign' }).click()
  await expect(page.getByText(`${other.name} has the task now, and gets a letter about it.`)).toBeVisible()
  await expect(rows).toHaveCount(1)
})

test('several tasks are marked as done in one request', async ({ page }) => {
  const { person, tasks } = await busyPerson(3)
  const rows = await openTasksOf(page, person)
  await expect(rows).toHaveCount(3)
  const requests = countOperations(page, /completeTask/)
  for (const task of tasks) {
    await page.getByRole('checkbox', { name: `Choose: ${task.title}` }).check()
  }
  await page.getByRole('toolbar').getByRole('button', { name: 'Mark as done' }).click()
  await expect(page.getByText('3 tasks are done.')).toBeVisible()
  await expect(
    page
      .getByRole('row', { name: new RegExp(person.name) })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('0')
  expect(requests.count).toBe(1)
})

test('a new task goes to the person who is chosen', async ({ page }) => {
  const { person } = await busyPerson(0)
  await openTasksOf(page, person)
  await page.getByRole('button', { name: 'New task' }).click()
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await expect(dialog.getByRole('combobox', { name: 'For' })).toHaveValue(person.name)
  const title = unique('Find a better light')
  await dialog.getByLabel('What has to be done').fill(title)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText(`${person.name} has the task, and gets a letter about it.`)).toBeVisible()
  await expect(page.getByRole('link', { name: title })).toBeVisible()
})

test('a row that somebody changed meanwhile is refused with a reason, and shows what stands', async ({ page }) => {
  const { person, tasks } = await busyPerson(1)
  const [task] = tasks as [Task]
  await openTasksOf(page, person)
  await expect(page.getByRole('link', { name: task.title })).toBeVisible()
  const changed = await (await Api.of('martin')).updateTask(task, { title: unique('Renamed meanwhile') })
  await page.getByRole('button', { name: `Mark as done: ${task.title}` }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('link', { name: changed.title })).toBeVisible()
  await page.getByRole('button', { name: `Mark as done: ${changed.title}` }).click()
  await expect(page.getByText(`“${changed.title}” is done.`)).toBeVisible()
})
