import { useQuery } from '@apollo/client/react'
import { DocumentMagnifyingGlassIcon } from '@heroicons/react/24/outline'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { PageHead } from '../app/PageHead'
import { useViewer } from '../app/viewer'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { counted } from '../ui/counted'
import { Confirm } from '../ui/Dialog'
import { fullDay, momentInWords } from '../ui/dates'
import { Empty, Failed, Loading } from '../ui/States'
import { useTaskActions } from './actions'
import { EditTask } from './EditTask'
import { Files } from './Files'
import { Reassign } from './Reassign'
import { type TaskDetailsFragment, TaskDocument } from './task.generated'

/** One task: what it is, whose it is, its files, and what may be done to it. */
export default function TaskPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(TaskDocument, { variables: { id } })
  if (data?.task) {
    return <Found task={data.task} />
  }
  if (error) {
    return <Failed error={error} retry={() => void refetch()} />
  }
  return data ? <Missing /> : <Loading rows={4} />
}

function Missing() {
  return (
    <>
      <PageHead title="No such task" />
      <Empty icon={DocumentMagnifyingGlassIcon} title="There is no such task for you to see">
        It was deleted, or it is somebody else’s now.{' '}
        <Link to="/" className="underline">
          Go to your work
        </Link>
      </Empty>
    </>
  )
}

function Found({ task }: { task: TaskDetailsFragment }) {
  return (
    <>
      <PageHead title={task.title}>{task.viewerCanChange && <Actions task={task} />}</PageHead>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[1fr_16rem]">
        <div className="min-w-0 space-y-6">
          <section aria-labelledby="description" className="card p-4">
            <h2 id="description" className="sr-only">
              Description
            </h2>
            {task.description ? (
              <p className="text-sm leading-relaxed break-words whitespace-pre-wrap">{task.description}</p>
            ) : (
              <p className="muted text-sm">There is no description.</p>
            )}
          </section>
          <Files taskId={task.id} files={task.files.nodes} />
        </div>
        <Facts task={task} />
      </div>
    </>
  )
}

function Facts({ task }: { task: TaskDetailsFragment }) {
  const { today } = useViewer()
  return (
    <dl className="card grid h-fit grid-cols-2 gap-4 p-4 text-sm lg:grid-cols-1">
      <Fact name="State">
        {task.completed ? (
          <Badge tone="good">Done</Badge>
        ) : task.overdue ? (
          <Badge tone="bad">Overdue</Badge>
        ) : (
          <Badge>Open</Badge>
        )}
      </Fact>
      <Fact name="By when">
        {task.dueDate ? fullDay(task.dueDate) : 'No date'}
        {task.dueDate === today && !task.completed && ' (today)'}
      </Fact>
      <Fact name="Assigned to">
        <span className="flex items-center gap-2">
          <Avatar name={task.assignee.name} pictureUrl={task.assignee.pictureUrl} />
          <Link to={`/people/${task.assignee.code}`} className="underline-offset-2 hover:underline">
            {task.assignee.name}
          </Link>
          {task.assigneeInactive && <Badge tone="warning">Has left</Badge>}
        </span>
      </Fact>
      <Fact name="Assigned by">
        <Link to={`/people/${task.assigner.code}`} className="underline-offset-2 hover:underline">
          {task.assigner.name}
        </Link>
      </Fact>
      <Fact name="Created">{momentInWords(task.createdAt)}</Fact>
      {task.completedAt && (
        <Fact name="Marked as done">
          {momentInWords(task.completedAt)}
          {task.completedBy && ` by ${task.completedBy.name}`}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="muted mb-1 text-xs font-semibold uppercase">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Actions({ task }: { task: TaskDetailsFragment }) {
  const { leads } = useViewer()
  const { complete, reopen, remove } = useTaskActions()
  const [shown, setShown] = useState<'edit' | 'assign' | 'delete' | null>(null)
  const close = () => setShown(null)
  const files = task.fileCount.totalCount
  return (
    <>
      <Button kind="primary" onClick={() => void (task.completed ? reopen(task) : complete(task))}>
        {task.completed ? 'Open again' : 'Mark as done'}
      </Button>
      <Button onClick={() => setShown('edit')}>Edit</Button>
      {leads && <Button onClick={() => setShown('assign')}>Reassign</Button>}
      <Button onClick={() => setShown('delete')}>Delete</Button>
      <EditTask key={shown} task={task} open={shown === 'edit'} onClose={close} />
      <Reassign task={shown === 'assign' ? task : null} onClose={close} />
      <Confirm
        open={shown === 'delete'}
        onClose={close}
        onConfirm={() => void remove(task)}
        title="Delete the task?"
        action="Delete"
      >
        <p>
          “{task.title}” goes for everybody
          {files > 0 && `, and its ${counted(files, 'file', 'files')} with it`}. This cannot be undone.
        </p>
      </Confirm>
    </>
  )
}
