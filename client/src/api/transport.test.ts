import { expect, test, vi } from 'vitest'
import { catchUploads } from '../testing/uploads'
import { transport, type Watched } from './transport'

function upload(options: Partial<Watched> = {}) {
  const watched: Watched = { method: 'POST', body: new FormData(), onProgress: () => undefined, ...options }
  return transport('/graphql/', watched)
}

test('what nobody watches is fetched', async () => {
  const fetched = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', fetched)
  const sent = catchUploads()
  await transport('/graphql/', { method: 'POST', body: '{}' })
  expect(fetched).toHaveBeenCalledExactlyOnceWith('/graphql/', { method: 'POST', body: '{}' })
  expect(sent).toEqual([])
})

test('an upload says how far it is, keeps its headers, and is answered as if it had been fetched', async () => {
  const sent = catchUploads()
  const onProgress = vi.fn()
  const answer = upload({ onProgress, headers: { Authorization: 'Bearer first' } })
  expect(sent[0]?.headers.get('Authorization')).toBe('Bearer first')
  sent[0]?.reach(0.25)
  sent[0]?.answer({ errors: [] }, 413)
  const response = await answer
  expect(onProgress).toHaveBeenCalledExactlyOnceWith(0.25)
  expect([response.status, await response.json()]).toEqual([413, { errors: [] }])
})

test('an upload without an answer fails as a fetch does', async () => {
  const sent = catchUploads()
  const answer = upload()
  sent[0]?.lose()
  await expect(answer).rejects.toBeInstanceOf(TypeError)
})

test('a cancelled upload is stopped where it is', async () => {
  const sent = catchUploads()
  const stop = new AbortController()
  const answer = upload({ signal: stop.signal })
  stop.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  expect(sent[0]?.aborted).toBe(true)
})

test('an upload that was cancelled while it waited is never sent', async () => {
  const sent = catchUploads()
  await expect(upload({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  expect(sent).toEqual([])
})
