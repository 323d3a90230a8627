import { Api, unique } from './api'
import { expect, test } from './fixtures'

test.use({ as: 'emma' })

test('a task is changed, done, opened again and deleted', async ({ page }) => {
  const task = await (await Api.of('emma')).createTask(unique('One life'), { description: 'As it was.' })
  const title = unique('Another life')
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByText('As it was.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('What has to be done').fill(title)
  await page.getByRole('textbox', { name: 'Description' }).fill('As it is.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await expect(page.getByText('As it is.')).toBeVisible()
  await page.getByRole('button', { name: 'Mark as done' }).click()
  await expect(page.getByText(/by Emma Fischer/)).toBeVisible()
  await page.getByRole('button', { name: 'Open again' }).click()
  await expect(page.getByRole('button', { name: 'Mark as done' })).toBeVisible()
  await page.getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('dialog', { name: 'Delete the task?' })
  await expect(question).toContainText('This cannot be undone.')
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText(`“${title}” is deleted.`)).toBeVisible()
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
})

test('what somebody else changed meanwhile is shown beside what one wrote', async ({ page, elsewhere }) => {
  const task = await (await Api.of('emma')).createTask(unique('Two minds'), { description: 'The first words.' })
  await page.goto(`/tasks/${task.id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Description' }).fill('What Emma wrote.')

  const other = await elsewhere('martin')
  await other.goto(`/tasks/${task.id}`)
  await other.getByRole('button', { name: 'Edit' }).click()
  await other.getByRole('textbox', { name: 'Description' }).fill('What Martin wrote.')
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit the task' })
  await expect(dialog.getByRole('alert')).toHaveText('Somebody changed this task while you did.')
  await expect(dialog.getByText('What Martin wrote.')).toBeVisible()
  await expect(dialog.getByText('What Emma wrote.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save mine over it' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('What Emma wrote.')).toBeVisible()
})

test('a task that is not there, or of somebody else, is told apart from a failure', async ({ page }) => {
  const olivia = await Api.of('olivia')
  const task = await olivia.createTask(unique('For the officer only'))
  for (const id of [task.id, 'no-such-id']) {
    await page.goto(`/tasks/${id}`)
    await expect(page.getByRole('heading', { name: 'No such task' })).toBeVisible()
  }
  await page.getByRole('link', { name: 'Go to your work' }).click()
  await expect(page.getByRole('heading', { name: 'My work' })).toBeVisible()
})

test.describe('a manager', () => {
  test.use({ as: 'martin' })

  test('hands a task to somebody else', async ({ page }) => {
    const hannah = await Api.of('hannah')
    const [one, other] = [await hannah.hire('Design'), await hannah.hire('Design')]
    const task = await (await Api.of('martin')).createTask(unique('From one to another'), { assigneeId: one.id })
    await page.goto(`/tasks/${task.id}`)
    await page.getByRole('button', { name: 'Reassign' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who does it instead?' })
    await dialog.getByRole('combobox', { name: 'Person' }).fill(other.name)
    await page.getByRole('option', { name: other.name }).click()
    await dialog.getByRole('button', { name: 'Reassign' }).click()
    await expect(page.getByText(`${other.name} has the task now, and gets a letter about it.`)).toBeVisible()
    await expect(page.getByRole('link', { name: other.name })).toBeVisible()
  })
})
