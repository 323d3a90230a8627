import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { useViewer } from '../app/viewer'
import { type Assignee, AssigneePicker } from '../task/AssigneePicker'
import { attempt, COUNTS } from '../task/actions'
import type { TaskRowFragment } from '../task/task.generated'
import { Button } from '../ui/Button'
import { counted } from '../ui/counted'
import { Dialog } from '../ui/Dialog'
import { complain, say } from '../ui/Toasts'
import {
  AssignTasksDocument,
  type AssignTasksMutation,
  type BulkResultFragment,
  CompleteTasksDocument,
  type CompleteTasksMutation,
} from './team.generated'

type Answer = AssignTasksMutation['assignTasks'] | CompleteTasksMutation['completeTasks']

const MOST = 100

/** What can be done to the chosen tasks together, in one request. */
export function BulkBar({ tasks, onDone }: { tasks: readonly TaskRowFragment[]; onDone: () => void }) {
  const { me } = useViewer()
  const [assigning, setAssigning] = useState(false)
  const [to, setTo] = useState<Assignee>({ ...me, __typename: 'Employee' })
  const [assignTasks, assigned] = useMutation(AssignTasksDocument, { refetchQueries: COUNTS })
  const [completeTasks, completed] = useMutation(CompleteTasksDocument, { refetchQueries: COUNTS })
  const ids = tasks.map((task) => task.id)

  async function run(work: () => Promise<Answer | undefined>, done: (count: number) => string) {
    const answer = await attempt(work)
    if (answer) {
      tell(answer.results, tasks, done)
      setAssigning(false)
      onDone()
    }
  }

  const onAssign = () =>
    run(
      async () => (await assignTasks({ variables: { input: { ids, assigneeId: to.id } } })).data?.assignTasks,
      (count) => `${to.name} has ${counted(count, 'more task', 'more tasks')}, and gets one letter.`,
    )
  const onComplete = () =>
    run(
      async () => (await completeTasks({ variables: { input: { ids } } })).data?.completeTasks,
      (count) => `${counted(count, 'task is', 'tasks are')} done.`,
    )

  if (tasks.length === 0) {
    return null
  }
  return (
    <div
      role="toolbar"
      aria-label="Chosen tasks"
      className="card sticky bottom-20 z-20 mx-auto mt-4 flex w-fit flex-wrap items-center justify-center gap-2 px-4 py-2 shadow-lg sm:bottom-4"
    >
      <span className="text-sm font-medium">{tasks.length} chosen</span>
      {tasks.length > MOST ? (
        <span className="text-sm">At most {MOST} at a time.</span>
      ) : (
        <>
          <Button onClick={() => setAssigning(true)}>Reassign</Button>
          <Button onClick={() => void onComplete()} busy={completed.loading}>
            Mark as done
          </Button>
        </>
      )}
      <Button kind="quiet" onClick={onDone}>
        Clear
      </Button>
      <Dialog
        open={assigning}
        onClose={() => setAssigning(false)}
        title={tasks.length === 1 ? 'Who does it instead?' : `Who does these ${tasks.length} tasks instead?`}
      >
        <div className="space-y-4">
          <AssigneePicker label="Person" value={to} onChange={setTo} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setAssigning(false)}>Cancel</Button>
            <Button kind="primary" busy={assigned.loading} onClick={() => void onAssign()}>
              Reassign
            </Button>
          </div>
        </div>
      </Dialog>
    </div>
  )
}

/** Say how many were done, and which were refused and why. */
function tell(
  results: readonly BulkResultFragment[],
  tasks: readonly TaskRowFragment[],
  done: (count: number) => string,
): void {
  const refused = results.filter((result) => result.errors.length > 0)
  if (results.length > refused.length) {
    say(done(results.length - refused.length))
  }
  for (const result of refused) {
    const title = tasks.find((task) => task.id === result.id)?.title ?? ''
    complain(`“${title}”: ${result.errors.map((problem) => problem.message).join(' ')}`)
  }
}
