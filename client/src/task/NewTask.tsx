import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { text, textOrNull, useForm } from '../ui/useForm'
import { type Assignee, AssigneePicker } from './AssigneePicker'
import { COUNTS } from './actions'
import { TaskFields } from './TaskFields'
import { CreateTaskDocument } from './task.generated'

interface Props {
  open: boolean
  onClose: () => void
  /** Whom it is for unless another is chosen. */
  to?: Assignee
}

/** Giving oneself, or a member of one's team, something to do. */
export function NewTask({ open, onClose, to }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title="New task">
      <Form onClose={onClose} to={to} />
    </Dialog>
  )
}

function Form({ onClose, to }: { onClose: () => void; to: Assignee | undefined }) {
  const { me, leads } = useViewer()
  const [assignee, setAssignee] = useState<Assignee>(to ?? { ...me, __typename: 'Employee' })
  const [create] = useMutation(CreateTaskDocument, { refetchQueries: ['MyWork', 'TeamTasks', ...COUNTS] })
  const form = useForm(async (values) => {
    const { data } = await create({
      variables: {
        input: {
          title: text(values, 'title'),
          description: text(values, 'description'),
          dueDate: textOrNull(values, 'dueDate'),
          assigneeId: assignee.id,
        },
      },
    })
    if (data?.createTask.task) {
      say(
        assignee.id === me.id
          ? 'The task is on your list.'
          : `${assignee.name} has the task, and gets a letter about it.`,
      )
      onClose()
    }
    return data?.createTask.errors
  })
  return (
    <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>{form.problems['']}</Notice>
      <TaskFields problems={form.problems} />
      {leads && <AssigneePicker label="For" value={assignee} onChange={setAssignee} />}
      {form.problems.assigneeId && <Notice>{form.problems.assigneeId}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Create
        </Button>
      </div>
    </form>
  )
}
