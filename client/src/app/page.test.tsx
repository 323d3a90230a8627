import { render, screen } from '@testing-library/react'
import { Suspense } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { serve, setHealthy } from '../testing/api'
import { later } from './page'

function Page() {
  return <h1>My team</h1>
}

beforeEach(() => {
  serve({})
  setHealthy(true)
})

test('code that could not be fetched is fetched again when the server is back', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const load = vi
    .fn<() => Promise<{ default: typeof Page }>>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
    .mockResolvedValue({ default: Page })
  const Later = later(load)
  setHealthy(false)
  render(
    <Suspense fallback={<p>Wait.</p>}>
      <Later />
    </Suspense>,
  )
  await vi.advanceTimersByTimeAsync(3000)
  expect(screen.getByText('Wait.')).toBeVisible()
  expect(load).toHaveBeenCalledTimes(1)
  setHealthy(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await screen.findByRole('heading', { name: 'My team' })).toBeVisible()
  expect(load).toHaveBeenCalledTimes(2)
})
