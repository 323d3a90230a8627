import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { fullDay } from '../ui/dates'
import { Notice } from '../ui/Notice'
import { text, textOrNull, useForm } from '../ui/useForm'
import { COUNTS } from './actions'
import { TaskFields } from './TaskFields'
import { type TaskDetailsFragment, UpdateTaskDocument } from './task.generated'

interface Said {
  title: string
  description: string
  dueDate: string | null
}

/** Changing what is said of a task; if somebody did so meanwhile, both versions are shown. */
export function EditTask({ task, open, onClose }: { task: TaskDetailsFragment; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Edit the task">
      <Form task={task} onClose={onClose} />
    </Dialog>
  )
}

function Form({ task, onClose }: { task: TaskDetailsFragment; onClose: () => void }) {
  const [base, setBase] = useState(task)
  const [mine, setMine] = useState<Said | null>(null)
  const [update] = useMutation(UpdateTaskDocument, { refetchQueries: COUNTS })

  async function save(said: Said, version: number) {
    const { data } = await update({ variables: { input: { id: task.id, version, ...said } } })
    const current = data?.updateTask.current
    if (data?.updateTask.task) {
      onClose()
    } else if (current) {
      setBase(current)
      setMine(said)
      return []
    } else if (mine) {
      // What is wrong with it is mended in the fields.
      setBase({ ...base, ...mine })
      setMine(null)
    }
    return data?.updateTask.errors
  }

  const form = useForm((values) =>
    save(
      mine ?? {
        title: text(values, 'title'),
        description: text(values, 'description'),
        dueDate: textOrNull(values, 'dueDate'),
      },
      base.version,
    ),
  )

  if (mine) {
    return (
      <form onSubmit={form.onSubmit} className="space-y-4">
        <Notice>{form.problems[''] ?? 'Somebody changed this task while you did.'}</Notice>
        <div className="grid gap-3 sm:grid-cols-2">
          <Version title="As it stands now" said={base} />
          <Version title="As you wrote it" said={mine} />
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Keep what stands</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Save mine over it
          </Button>
        </div>
      </form>
    )
  }
  return (
    <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>{form.problems['']}</Notice>
      <TaskFields problems={form.problems} task={base} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Save
        </Button>
      </div>
    </form>
  )
}

function Version({ title, said }: { title: string; said: Said | TaskDetailsFragment }) {
  return (
    <section className="card p-3 text-sm">
      <h3 className="muted mb-1 text-xs font-semibold uppercase">{title}</h3>
      <p className="font-medium">{said.title}</p>
      <p className="muted">{said.dueDate ? `By ${fullDay(said.dueDate)}` : 'No date'}</p>
      <p className="mt-1 max-h-40 overflow-auto whitespace-pre-wrap">{said.description}</p>
    </section>
  )
}
