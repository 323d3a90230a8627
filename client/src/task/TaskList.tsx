import { PaperClipIcon } from '@heroicons/react/20/solid'
import { CheckCircleIcon } from '@heroicons/react/24/outline'
import { CheckCircleIcon as DoneIcon } from '@heroicons/react/24/solid'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useViewer } from '../app/viewer'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { classes } from '../ui/classes'
import { dayInWords } from '../ui/dates'
import { useTaskActions } from './actions'
import type { TaskRowFragment } from './task.generated'

interface Props {
  tasks: readonly TaskRowFragment[]
  /** Say who has the task, where it is not always the same person. */
  showAssignee?: boolean
  /** Hand one on: who has it becomes a way to do so. */
  onReassign?: (task: TaskRowFragment) => void
  /** What stands before a row, such as a box to choose it by. */
  before?: (task: TaskRowFragment) => ReactNode
}

/** Tasks as rows, each with its state, its date and a way to its page. */
export function TaskList({ tasks, showAssignee, onReassign, before }: Props) {
  return (
    <ul className="card divide-y divide-slate-200 dark:divide-slate-800">
      {tasks.map((task) => (
        <li key={task.id} className="flex items-center gap-2 px-3 py-2">
          {before?.(task)}
          <DoneButton task={task} />
          <Link to={`/tasks/${task.id}`} className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 py-1">
            <span
              className={classes(
                'line-clamp-2 min-w-40 flex-1 font-medium break-words sm:line-clamp-1',
                task.completed && 'text-slate-500 line-through dark:text-slate-400',
              )}
            >
              {task.title}
            </span>
            <Facts task={task} />
          </Link>
          {showAssignee && <Assignee task={task} onReassign={onReassign} />}
        </li>
      ))}
    </ul>
  )
}

function Facts({ task }: { task: TaskRowFragment }) {
  return (
    <span className="flex flex-wrap items-center gap-2 text-sm">
      {task.assigneeInactive && <Badge tone="warning">Has left</Badge>}
      {task.fileCount.totalCount > 0 && (
        <span className="muted inline-flex items-center gap-0.5">
          <PaperClipIcon className="size-4" aria-hidden="true" />
          <span className="sr-only">Files:</span>
          {task.fileCount.totalCount}
        </span>
      )}
      <Due task={task} />
    </span>
  )
}

function Assignee({ task, onReassign }: { task: TaskRowFragment; onReassign: Props['onReassign'] }) {
  const { assignee } = task
  const who = (
    <>
      <Avatar name={assignee.name} pictureUrl={assignee.pictureUrl} />
      <span className="sr-only truncate sm:not-sr-only sm:w-28">{assignee.name}</span>
    </>
  )
  const look = 'inline-flex shrink-0 items-center gap-1.5 rounded-lg p-1 text-left text-sm'
  if (!onReassign || !task.viewerCanChange) {
    return <span className={look}>{who}</span>
  }
  return (
    <button
      type="button"
      aria-label={`${assignee.name}: hand on “${task.title}”`}
      title="Hand on to somebody else"
      onClick={() => onReassign(task)}
      className={classes(look, 'hover:bg-slate-100 dark:hover:bg-slate-800')}
    >
      {who}
    </button>
  )
}

/** When a task is due, overdue ones marked in words and colour. */
function Due({ task }: { task: TaskRowFragment }) {
  const { today } = useViewer()
  if (!task.dueDate) {
    return null
  }
  const day = dayInWords(task.dueDate, today)
  if (task.overdue) {
    return <Badge tone="bad">Overdue · {day}</Badge>
  }
  return task.dueDate === today && !task.completed ? (
    <Badge tone="warning">Due {day}</Badge>
  ) : (
    <span className="muted">{day}</span>
  )
}

function DoneButton({ task }: { task: TaskRowFragment }) {
  const { complete, reopen } = useTaskActions()
  const Icon = task.completed ? DoneIcon : CheckCircleIcon
  if (!task.viewerCanChange) {
    return (
      <Icon
        className={classes(
          'size-6 shrink-0',
          task.completed ? 'text-emerald-600' : 'text-slate-300 dark:text-slate-700',
        )}
        aria-hidden="true"
      />
    )
  }
  return (
    <button
      type="button"
      aria-label={task.completed ? `Open again: ${task.title}` : `Mark as done: ${task.title}`}
      onClick={() => void (task.completed ? reopen(task) : complete(task))}
      className="shrink-0 rounded-full"
    >
      <Icon
        className={classes('size-6', task.completed ? 'text-emerald-600' : 'text-slate-500 hover:text-emerald-600')}
      />
    </button>
  )
}
