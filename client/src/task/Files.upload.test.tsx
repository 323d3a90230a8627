import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import { ConnectionLost } from '../app/ConnectionLost'
import { serve, setHealthy } from '../testing/api'
import { problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import { catchUploads } from '../testing/uploads'
import { Files } from './Files'
import type { UploadTaskFileMutation } from './task.generated'

const NEXT = { token: 'second', refreshToken: 'next', mustChangePassword: false, errors: [] }
const named = (name: string) => new File(['words'], name)

function answer(message?: string): { data: UploadTaskFileMutation } {
  const errors = message ? [problem(message)] : []
  return { data: { uploadTaskFiles: { __typename: 'UploadTaskFilesPayload', task: null, errors } } }
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
  setHealthy(true)
})

async function choose(...names: string[]) {
  const asked = serve({ Viewer: viewer(), Refresh: { refreshToken: NEXT } })
  const sent = catchUploads()
  const { user } = show(
    <>
      <ConnectionLost />
      <Files taskId="task" files={[]} />
    </>,
  )
  await user.upload(await screen.findByTestId('files'), names.map(named))
  await waitFor(() => expect(sent).toHaveLength(Math.min(names.length, 3)))
  return { asked, sent, user, upload: (index: number) => sent[index] as (typeof sent)[number] }
}

test('an upload shows how far it is, goes to its task, and leaves when it has arrived', async () => {
  const { upload } = await choose('notes.txt')
  act(() => upload(0).reach(0.4))
  expect(screen.getByRole('progressbar', { name: 'Upload of notes.txt' })).toHaveValue(40)
  expect(upload(0).headers.get('Authorization')).toBe('Bearer first')
  const { variables } = JSON.parse(String(upload(0).body?.get('operations')))
  expect(variables).toEqual({ taskId: 'task', file: null })
  upload(0).answer(answer())
  await waitFor(() => expect(screen.queryByRole('listitem')).toBeNull())
})

test('what the server refuses stays, with the reason', async () => {
  const { upload, user } = await choose('notes.txt')
  upload(0).answer(answer('The content is not what the name says.'))
  expect(await screen.findByRole('alert')).toHaveTextContent('The content is not what the name says.')
  expect(screen.queryByRole('progressbar')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Put away notes.txt' }))
  expect(screen.queryByRole('listitem')).toBeNull()
})

test('a request that is too large says so, whatever the rest of the page shows', async () => {
  const { upload } = await choose('notes.txt')
  upload(0).answer({ errors: [{ message: 'x', extensions: { code: 'PAYLOAD_TOO_LARGE' } }] }, 413)
  expect(await screen.findByRole('alert')).toHaveTextContent('This is larger than the server takes.')
})

test('three are sent at once, and each that ends makes room for the next', async () => {
  const { sent, upload } = await choose('1.txt', '2.txt', '3.txt', '4.txt', '5.txt')
  expect(screen.getAllByRole('progressbar')).toHaveLength(5)
  upload(1).answer(answer())
  await waitFor(() => expect(sent).toHaveLength(4))
  upload(0).answer(answer('It is full.'))
  await waitFor(() => expect(sent).toHaveLength(5))
})

test('what is cancelled is stopped, or is not sent at all if it still waits', async () => {
  const { sent, upload, user } = await choose('1.txt', '2.txt', '3.txt', '4.txt', '5.txt')
  await user.click(screen.getByRole('button', { name: 'Cancel 4.txt' }))
  await user.click(screen.getByRole('button', { name: 'Cancel 1.txt' }))
  expect(upload(0).aborted).toBe(true)
  await waitFor(() => expect(sent).toHaveLength(4))
  const last = upload(3).body?.get('1') as File
  expect(last.name).toBe('5.txt')
  expect(screen.getAllByRole('listitem')).toHaveLength(3)
})

test('an upload with an expired token is sent again with the next one', async () => {
  const { asked, sent, upload } = await choose('notes.txt')
  upload(0).answer({ data: null, errors: [{ message: 'x', extensions: { code: 'TOKEN_EXPIRED' } }] })
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(upload(1).headers.get('Authorization')).toBe('Bearer second')
  expect(asked.filter(({ operation }) => operation === 'Refresh')).toHaveLength(1)
})

test('to cancel an upload is no sign of a server that is away, nor of one that is back', async () => {
  setHealthy(false)
  const { upload, user } = await choose('1.txt', '2.txt')
  upload(0).lose()
  expect(await screen.findByText(/^The connection is lost\./)).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('The server cannot be reached.')
  await user.click(screen.getByRole('button', { name: 'Cancel 2.txt' }))
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)))
  expect(screen.getByText(/^The connection is lost\./)).toBeVisible()
})
