import { useState } from 'react'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { type Assignee, AssigneePicker } from './AssigneePicker'
import { useTaskActions } from './actions'
import type { TaskRowFragment } from './task.generated'

interface Props {
  /** What is handed on; null while nothing is. */
  task: TaskRowFragment | null
  onClose: () => void
}

/** Handing a task on to somebody else. */
export function Reassign({ task, onClose }: Props) {
  return (
    <Dialog open={task !== null} onClose={onClose} title="Who does it instead?">
      {task && <Form task={task} onDone={onClose} />}
    </Dialog>
  )
}

function Form({ task, onDone }: { task: TaskRowFragment; onDone: () => void }) {
  const { assign } = useTaskActions()
  const [to, setTo] = useState<Assignee>(task.assignee)
  const [busy, setBusy] = useState(false)

  async function onSave() {
    setBusy(true)
    const done = await assign(task, to)
    setBusy(false)
    if (done) {
      onDone()
    }
  }

  return (
    <div className="space-y-4">
      <p className="muted text-sm">{task.title}</p>
      <AssigneePicker label="Person" value={to} onChange={setTo} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button kind="primary" busy={busy} disabled={to.id === task.assignee.id} onClick={() => void onSave()}>
          Reassign
        </Button>
      </div>
    </div>
  )
}
