import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepTokens } from '../api/session'
import { serve } from '../testing/api'
import { details, problem, viewer } from '../testing/people'
import { show } from '../testing/show'
import { EditTask } from './EditTask'
import type { TaskDetailsFragment } from './task.generated'

beforeEach(() => {
  keepTokens({ token: 'first', refreshToken: 'once' })
})

function payload(of: { task?: TaskDetailsFragment; current?: TaskDetailsFragment; errors?: object[] }) {
  return { updateTask: { __typename: 'UpdateTaskPayload', task: null, current: null, errors: [], ...of } }
}

async function write(words: string) {
  const onClose = vi.fn()
  const { user } = show(<EditTask task={details()} open onClose={onClose} />)
  const field = await screen.findByRole('textbox', { name: 'Description' })
  await user.clear(field)
  await user.type(field, words)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  return { onClose, user }
}

test('what is wrong stands beside the field', async () => {
  serve({ Viewer: viewer(), UpdateTask: payload({ errors: [problem('It is too long.', ['description'])] }) })
  const { onClose } = await write('x')
  expect(await screen.findByText('It is too long.')).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Description' })).toBeInvalid()
  expect(onClose).not.toHaveBeenCalled()
})

test('what somebody else wrote meanwhile is shown beside mine, and mine goes over it if I insist', async () => {
  const theirs = details({ description: 'Theirs.', version: 7 })
  const conflict = { ...problem('Somebody changed it.'), code: 'CONFLICT' }
  const asked = serve({
    Viewer: viewer(),
    UpdateTask: [
      payload({ current: theirs, errors: [conflict] }),
      payload({ task: details({ description: 'Mine.', version: 8 }) }),
    ],
    Dashboard: { dashboard: null },
  })
  const { onClose, user } = await write('Mine.')
  expect(await screen.findByRole('alert')).toHaveTextContent('Somebody changed this task while you did.')
  const dialog = screen.getByRole('dialog')
  expect(within(dialog).getByText('Theirs.')).toBeVisible()
  expect(within(dialog).getByText('Mine.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Save mine over it' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
  const sent = asked.filter(({ operation }) => operation === 'UpdateTask').map(({ variables }) => variables.input)
  expect(sent).toMatchObject([
    { version: 1, description: 'Mine.' },
    { version: 7, description: 'Mine.' },
  ])
})

test('or what stands is kept', async () => {
  serve({ Viewer: viewer(), UpdateTask: payload({ current: details({ version: 7 }), errors: [problem('Changed.')] }) })
  const { onClose, user } = await write('Mine.')
  await user.click(await screen.findByRole('button', { name: 'Keep what stands' }))
  expect(onClose).toHaveBeenCalledTimes(1)
})

test('what is wrong with mine, once I insist, stands beside its field, with what I wrote in it', async () => {
  const theirs = details({ title: 'Draw two maps', description: 'Theirs.', version: 7 })
  const asked = serve({
    Viewer: viewer(),
    UpdateTask: [
      payload({ current: theirs, errors: [problem('Changed.')] }),
      payload({ errors: [problem('It is too long.', ['description'])] }),
      payload({ task: details({ version: 8 }) }),
    ],
  })
  const { onClose, user } = await write('Mine.')
  await user.click(await screen.findByRole('button', { name: 'Save mine over it' }))
  const field = await screen.findByRole('textbox', { name: 'Description' })
  expect(field).toHaveAccessibleDescription('It is too long.')
  expect(field).toHaveValue('Mine.')
  expect(screen.getByRole('textbox', { name: 'What has to be done' })).toHaveValue('Draw a map')
  await user.clear(field)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
  expect(asked.at(-1)?.variables.input).toMatchObject({ version: 7, title: 'Draw a map', description: '' })
})

test('whoever is met twice sees the newest version, and sends its number', async () => {
  const asked = serve({
    Viewer: viewer(),
    UpdateTask: [
      payload({ current: details({ description: 'Theirs.', version: 7 }), errors: [problem('Changed.')] }),
      payload({ current: details({ description: 'Theirs again.', version: 9 }), errors: [problem('Changed.')] }),
      payload({ task: details({ description: 'Mine.', version: 10 }) }),
    ],
  })
  const { onClose, user } = await write('Mine.')
  await user.click(await screen.findByRole('button', { name: 'Save mine over it' }))
  expect(await screen.findByText('Theirs again.')).toBeVisible()
  expect(screen.getByText('Mine.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Save mine over it' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
  const sent = asked.filter(({ operation }) => operation === 'UpdateTask').map(({ variables }) => variables.input)
  expect(sent).toMatchObject([{ version: 1 }, { version: 7 }, { version: 9 }])
})
