import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { keepTokens } from '../api/session'
import { serve } from '../testing/api'
import { viewer } from '../testing/people'
import { show } from '../testing/show'
import { Files } from './Files'
import type { FileRowFragment } from './task.generated'

const FILE: FileRowFragment = {
  __typename: 'TaskFile',
  id: 'file',
  name: 'notes.txt',
  size: 315,
  description: '',
  contentType: 'text/plain',
  uploadedAt: '2026-11-01T09:00:00Z',
  viewerCanDelete: true,
  uploadedBy: { __typename: 'Employee', id: 'emma', name: 'Emma Fischer' },
}

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

test('a file that the server would not take is refused at once, with the reason, and put away', async () => {
  const asked = serve({ Viewer: viewer() })
  const { user } = show(<Files taskId="task" files={[]} />)
  const input = await screen.findByTestId<HTMLInputElement>('files')
  input.removeAttribute('accept')
  await user.upload(input, [
    new File(['MZ'], 'virus.exe'),
    new File([], 'empty.txt'),
    new File(['x'.repeat(1001)], 'a.txt'),
  ])
  const rows = screen.getAllByRole('listitem')
  expect(rows.map((row) => within(row).getByRole('alert').textContent)).toEqual([
    'Files of this kind are not taken. Use one of txt, pdf.',
    'The file is empty.',
    'A file may have at most 1,000 bytes.',
  ])
  await user.click(screen.getByRole('button', { name: 'Put away virus.exe' }))
  expect(screen.getAllByRole('listitem')).toHaveLength(2)
  expect(asked.map(({ operation }) => operation)).toEqual(['Viewer'])
})

test('a file is deleted after a second press only', async () => {
  const asked = serve({
    Viewer: viewer(),
    DeleteTaskFile: {
      deleteTaskFile: { __typename: 'DeleteTaskFilePayload', deletedId: 'file', task: null, errors: [] },
    },
  })
  const { user } = show(<Files taskId="task" files={[FILE]} />)
  await user.click(await screen.findByRole('button', { name: 'Delete notes.txt' }))
  expect(asked).toHaveLength(1)
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText('notes.txt is deleted.')).toBeVisible()
  expect(asked.at(-1)?.variables).toEqual({ id: 'file' })
})

test('who may not delete a file is not asked whether he wants to', async () => {
  serve({ Viewer: viewer() })
  show(<Files taskId="task" files={[{ ...FILE, viewerCanDelete: false }]} />)
  expect(await screen.findByRole('button', { name: 'Download notes.txt' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Delete notes.txt' })).toBeNull()
})
