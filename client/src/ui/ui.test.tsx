import { act, render, renderHook, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import type { Problem } from '../api/errors'
import { Boundary } from '../app/Boundary'
import { Confirm } from './Dialog'
import { TextField } from './Field'
import { Notice } from './Notice'
import { Failed } from './States'
import { complain, dismiss, say, Toasts } from './Toasts'
import { useForm } from './useForm'
import { useSettled } from './useSettled'

test('what is typed is settled once, a moment after the last letter', () => {
  vi.useFakeTimers()
  const { result, rerender } = renderHook(({ typed }) => useSettled(typed), { initialProps: { typed: '' } })
  for (const typed of ['m', 'ma', 'map']) {
    rerender({ typed })
    act(() => vi.advanceTimersByTime(100))
  }
  expect(result.current).toBe('')
  act(() => vi.advanceTimersByTime(250))
  expect(result.current).toBe('map')
})

function Form({ send }: { send: (values: FormData) => Promise<readonly Problem[]> }) {
  const form = useForm(send)
  return (
    <form onSubmit={form.onSubmit}>
      <Notice>{form.problems['']}</Notice>
      <TextField label="Name" name="name" error={form.problems.name} />
      <TextField label="Phone" name="phone" error={form.problems.phone} />
      <TextField label="Mail" name="mail" error={form.problems.mail} />
      <button type="submit">Save</button>
    </form>
  )
}

test('a problem stands beside its field, one of no field above the form, and what was typed stays', async () => {
  const problems: Problem[] = [
    { code: 'REQUIRED', message: 'Say a name.', field: ['name'] },
    { code: 'CONFLICT', message: 'Somebody was faster.', field: null },
  ]
  render(<Form send={async () => problems} />)
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Name'), 'Nora')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const field = screen.getByLabelText('Name')
  expect(field).toBeInvalid()
  expect(field).toHaveAccessibleDescription('Say a name.')
  expect(field).toHaveValue('Nora')
  expect(screen.getByRole('alert')).toHaveTextContent('Somebody was faster.')
})

test('the first field that is wrong gets the focus, and none where only the whole is', async () => {
  const wrong: Problem[] = [
    { code: 'INVALID', message: 'No such address.', field: ['mail'] },
    { code: 'INVALID', message: 'No such number.', field: ['phone'] },
  ]
  const send = vi.fn<() => Promise<Problem[]>>()
  send.mockResolvedValueOnce(wrong).mockResolvedValueOnce([{ code: 'CONFLICT', message: 'Changed.', field: null }])
  render(<Form send={send} />)
  const user = userEvent.setup()
  const save = screen.getByRole('button', { name: 'Save' })
  await user.click(save)
  expect(screen.getByLabelText('Phone')).toHaveFocus()
  expect(screen.getByLabelText('Mail')).toBeInvalid()
  await user.click(save)
  expect(screen.getByRole('alert')).toHaveTextContent('Changed.')
  expect(save).toHaveFocus()
})

test('what is wrong is forgotten when the form is sent well', async () => {
  const send = vi.fn<() => Promise<Problem[]>>().mockResolvedValue([])
  send.mockResolvedValueOnce([{ code: 'REQUIRED', message: 'Say a name.', field: ['name'] }])
  render(<Form send={send} />)
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Name'), 'Nora{Enter}')
  expect(await screen.findByText('Say a name.')).toBeVisible()
  await user.keyboard('{Enter}')
  await vi.waitFor(() => expect(screen.getByLabelText('Name')).toBeValid())
  expect(screen.queryByText('Say a name.')).toBeNull()
})

test('a form is sent once, however often one presses', async () => {
  let done = (_: readonly Problem[]) => {}
  const send = vi.fn(() => new Promise<readonly Problem[]>((resolve) => (done = resolve)))
  render(<Form send={send} />)
  const user = userEvent.setup()
  await user.dblClick(screen.getByRole('button', { name: 'Save' }))
  expect(send).toHaveBeenCalledTimes(1)
  await act(async () => done([]))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(send).toHaveBeenCalledTimes(2)
})

test('a request that fails is told in the words of people', async () => {
  render(<Form send={() => Promise.reject(new TypeError('Failed to fetch'))} />)
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached.')
})

test('a destructive act happens after a second press only, and Escape is a no', async () => {
  const [onConfirm, onClose] = [vi.fn(), vi.fn()]
  render(
    <Confirm open onConfirm={onConfirm} onClose={onClose} title="Delete the task?" action="Delete">
      It goes for everybody.
    </Confirm>,
  )
  const user = userEvent.setup()
  expect(screen.getByRole('dialog', { name: 'Delete the task?' })).toHaveTextContent('It goes for everybody.')
  await user.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledTimes(1)
  expect(onConfirm).not.toHaveBeenCalled()
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  expect(onConfirm).toHaveBeenCalledTimes(1)
})

test('messages leave by themselves, refusals later, and are undone or dismissed', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const undo = vi.fn()
  const { container } = render(<Toasts />)
  act(() => {
    say('The task is done.', { label: 'Undo', run: undo })
    complain('You may not do this.')
  })
  expect(container.querySelector('[aria-live=polite]')).toHaveTextContent('The task is done.')
  expect(screen.getByRole('alert')).toHaveTextContent('You may not do this.')
  act(() => vi.advanceTimersByTime(6000))
  expect(screen.queryByText('The task is done.')).toBeNull()
  expect(screen.getByRole('alert')).toBeVisible()
  act(() => vi.advanceTimersByTime(7000))
  expect(screen.queryByRole('alert')).toBeNull()

  act(() => void say('Another is done.', { label: 'Undo', run: undo }))
  await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).click(screen.getByRole('button', { name: 'Undo' }))
  expect(undo).toHaveBeenCalledTimes(1)
  expect(screen.queryByText('Another is done.')).toBeNull()
  const id = complain('Twice.')
  act(() => void complain('Twice.'))
  expect(screen.getAllByText('Twice.')).toHaveLength(1)
  act(() => {
    dismiss(id + 1)
  })
})

test('a message is dismissed by hand, and only that one', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  render(<Toasts />)
  act(() => {
    complain('The first.')
    complain('The second.')
  })
  const [first] = screen.getAllByRole('button', { name: 'Dismiss' })
  await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).click(first as HTMLElement)
  expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual(['The second.'])
  act(() => vi.advanceTimersByTime(13_000))
})

test('a hint describes its field until there is a problem to say', () => {
  const { rerender } = render(<TextField label="Phone" hint="With the country." />)
  expect(screen.getByLabelText('Phone')).toHaveAccessibleDescription('With the country.')
  expect(screen.getByLabelText('Phone')).toBeValid()
  rerender(<TextField label="Phone" hint="With the country." error="Too long." />)
  expect(screen.getByLabelText('Phone')).toHaveAccessibleDescription('Too long.')
  expect(screen.queryByText('With the country.')).toBeNull()
})

function Asking() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Delete it
      </button>
      <Confirm open={open} onConfirm={() => undefined} onClose={() => setOpen(false)} title="Sure?" action="Delete">
        It goes.
      </Confirm>
    </>
  )
}

test('a dialog takes the focus, keeps it, and gives it back', async () => {
  render(<Asking />)
  const user = userEvent.setup()
  const opener = screen.getByRole('button', { name: 'Delete it' })
  await user.click(opener)
  const dialog = await screen.findByRole('dialog', { name: 'Sure?' })
  await vi.waitFor(() => expect(dialog).toContainElement(document.activeElement as HTMLElement))
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  await vi.waitFor(() => expect(opener).toHaveFocus())
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('while it is done, what was confirmed cannot be pressed again', () => {
  render(
    <Confirm open busy onConfirm={() => undefined} onClose={() => undefined} title="Sure?" action="Delete">
      It goes.
    </Confirm>,
  )
  expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled()
  expect(screen.getByRole('button', { name: 'Delete' })).toHaveAttribute('aria-busy', 'true')
})

test('what could not be loaded says why and is tried again', async () => {
  const retry = vi.fn()
  render(<Failed error={new TypeError('Failed to fetch')} retry={retry} />)
  expect(screen.getByRole('alert')).toHaveTextContent('The server cannot be reached.')
  await userEvent.click(screen.getByRole('button'))
  expect(retry).toHaveBeenCalledTimes(1)
})

function Broken(): never {
  throw new Error('broken')
}

test('a page that fails leaves a way on', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  render(
    <Boundary>
      <Broken />
    </Boundary>,
  )
  expect(screen.getByRole('heading', { name: 'This page has failed' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Load again' })).toBeVisible()
})
