import { PASSWORD, signIn } from './api'
import { expect, test } from './fixtures'

test.describe('profile and picture', () => {
  test.use({ as: 'paula' })

  test('are changed by whom they show', async ({ page }) => {
    await page.goto('/me')
    const profile = page.getByRole('region', { name: 'Profile' })
    await profile.getByLabel('Phone').fill('+49 30 23125 777')
    await profile.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await page.reload()
    await expect(profile.getByLabel('Phone')).toHaveValue('+49 30 23125 777')

    const section = page.getByRole('region', { name: 'Picture' })
    const before = await section.locator('img').getAttribute('src')
    const chooser = page.waitForEvent('filechooser')
    await section.getByRole('button', { name: 'Choose a picture' }).click()
    const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } })
    await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer })
    await expect(section.locator('img')).not.toHaveAttribute('src', before ?? '')
    await section.getByRole('button', { name: 'Remove' }).click()
    await expect(section.locator('img')).toHaveCount(0)
    await (async () => {
      const again = page.waitForEvent('filechooser')
      await section.getByRole('button', { name: 'Choose a picture' }).click()
      await (await again).setFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    })()
    await expect(page.getByRole('alert')).toBeVisible()
  })
})

test.describe('the password', () => {
  test.use({ as: 'quentin' })

  test('is changed by whoever knows the present one, and ends the other sign-ins', async ({ page, elsewhere }) => {
    const other = await elsewhere('quentin')
    await other.goto('/')
    await expect(other.getByRole('heading', { name: 'My work' })).toBeVisible()
    await page.goto('/me')
    const section = page.getByRole('region', { name: 'Password' })
    const fill = async (present: string, chosen: string) => {
      await section.getByLabel('Present password').fill(present)
      await section.getByLabel('New password', { exact: true }).fill(chosen)
      await section.getByLabel('New password, once more').fill(chosen)
      await section.getByRole('button', { name: 'Change the password' }).click()
    }
    await fill('not-the-present-one', 'seven-quiet-lanterns-41')
    await expect(section.getByLabel('Present password')).toHaveAttribute('aria-invalid', 'true')
    await fill(PASSWORD, 'seven-quiet-lanterns-41')
    await expect(page.getByText('Your password is changed, and every other sign-in has ended.')).toBeVisible()
    await expect(section.getByLabel('Present password')).toHaveValue('')
    await page.reload()
    await expect(section).toBeVisible()
    await other.reload()
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    expect((await signIn('quentin', 'seven-quiet-lanterns-41')).token).toBeTruthy()
  })
})

test.describe('sign-ins', () => {
  test.use({ as: 'rosa' })

  test('are ended one by one, and all together', async ({ page, elsewhere }) => {
    const other = await elsewhere('rosa')
    await other.goto('/')
    await expect(other.getByRole('heading', { name: 'My work' })).toBeVisible()
    await page.goto('/me')
    const section = page.getByRole('region', { name: 'Where you are signed in' })
    await expect(section.getByText('Here', { exact: true })).toBeVisible()
    const ends = section.getByRole('button', { name: /^End the sign-in/ })
    await expect(ends).toHaveCount(1)
    await ends.click()
    await expect(page.getByText('That sign-in has ended.')).toBeVisible()
    await expect(ends).toHaveCount(0)
    await other.getByRole('link', { name: 'People' }).click()
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await section.getByRole('button', { name: 'End all of them, this one too' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })
})
