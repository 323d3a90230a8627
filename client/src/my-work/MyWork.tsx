import { ClipboardDocumentCheckIcon } from '@heroicons/react/24/outline'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { TaskFilter, TaskOrder } from '../api/schema.generated'
import { PageHead } from '../app/PageHead'
import { useViewer } from '../app/viewer'
import { NewTask } from '../task/NewTask'
import { TaskList } from '../task/TaskList'
import type { TaskPageFragment } from '../task/task.generated'
import { Button } from '../ui/Button'
import { Select } from '../ui/Field'
import { SearchBar } from '../ui/SearchBar'
import { Empty, Failed, Loading } from '../ui/States'
import { usePages } from '../ui/usePages'
import { useSettled } from '../ui/useSettled'
import { Counts } from './Counts'
import { byDueDate } from './groups'
import { MyWorkDocument } from './my-work.generated'

interface View {
  label: string
  filter: TaskFilter
  orderBy: TaskOrder[] | null
}

const VIEWS: Record<string, View> = {
  open: { label: 'Open', filter: { completed: false }, orderBy: null },
  overdue: { label: 'Overdue', filter: { overdue: true }, orderBy: null },
  done: { label: 'Done', filter: { completed: true }, orderBy: [{ field: 'COMPLETED_AT', direction: 'DESC' }] },
  all: { label: 'All', filter: {}, orderBy: null },
}

/** What the viewer has to do, and what he gave others to do. */
export default function MyWork() {
  const { today } = useViewer()
  const [params, setParams] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const name = params.get('show') ?? 'open'
  const view = VIEWS[name] ?? (VIEWS.open as View)
  const given = params.get('given') === 'yes'
  const typed = params.get('search') ?? ''
  const search = useSettled(typed)
  const { page, error, retry, end } = usePages(
    MyWorkDocument,
    { given, filter: view.filter, orderBy: view.orderBy, search: search || null },
    (answer) => answer[given ? 'assignedByMe' : 'myTasks'],
  )

  function set(parameter: string, value: string) {
    setParams(
      (now) => {
        const next = new URLSearchParams(now)
        if (value) {
          next.set(parameter, value)
        } else {
          next.delete(parameter)
        }
        return next
      },
      { replace: true },
    )
  }

  return (
    <>
      <PageHead title="My work">
        <Button kind="primary" onClick={() => setCreating(true)}>
          New task
        </Button>
      </PageHead>
      <Counts />
      <SearchBar placeholder="Search titles and descriptions" value={typed} onChange={(words) => set('search', words)}>
        <Select
          label="Whose tasks"
          hideLabel
          value={given ? 'yes' : ''}
          onChange={(event) => set('given', event.target.value)}
        >
          <option value="">To do</option>
          <option value="yes">Given by me</option>
        </Select>
        <Select label="Which tasks" hideLabel value={name} onChange={(event) => set('show', event.target.value)}>
          {Object.entries(VIEWS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
      </SearchBar>
      {page ? (
        <Found page={page} today={today} grouped={view.orderBy === null} given={given} search={search} />
      ) : error ? (
        <Failed error={error} retry={retry} />
      ) : (
        <Loading />
      )}
      <div ref={end}>{page?.pageInfo.hasNextPage && <Loading rows={2} />}</div>
      <NewTask open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

interface FoundProps {
  page: TaskPageFragment
  today: string
  grouped: boolean
  given: boolean
  search: string
}

function Found({ page, today, grouped, given, search }: FoundProps) {
  const tasks = page.edges.map((edge) => edge.node)
  if (tasks.length === 0) {
    return (
      <Empty icon={ClipboardDocumentCheckIcon} title={search ? 'Nothing found' : 'Nothing here'}>
        {search
          ? 'No task has all of these words.'
          : given
            ? 'What you give others appears here.'
            : 'What you have to do appears here.'}
      </Empty>
    )
  }
  if (!grouped) {
    return <TaskList tasks={tasks} showAssignee={given} />
  }
  return (
    <div className="space-y-5">
      {byDueDate(tasks, today).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2 className="mb-2 text-sm font-semibold">{group.title}</h2>
          <TaskList tasks={group.tasks} showAssignee={given} />
        </section>
      ))}
    </div>
  )
}
