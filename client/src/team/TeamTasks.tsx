import { useQuery } from '@apollo/client/react'
import { ClipboardDocumentCheckIcon } from '@heroicons/react/24/outline'
import { useDeferredValue, useState } from 'react'
import type { TaskFilter } from '../api/schema.generated'
import { TaskList } from '../task/TaskList'
import type { TaskRowFragment } from '../task/task.generated'
import { Select, TextField } from '../ui/Field'
import { Empty, Failed, Loading } from '../ui/States'
import { useNextPage } from '../ui/usePages'
import { BulkBar } from './BulkBar'
import type { Member } from './Team'
import { TeamTasksDocument } from './team.generated'

const VIEWS: Record<string, { label: string; filter: TaskFilter }> = {
  open: { label: 'Open', filter: { completed: false } },
  overdue: { label: 'Overdue', filter: { overdue: true } },
  left: { label: 'Of people who have left', filter: { completed: false, assigneeInactive: true } },
  done: { label: 'Done', filter: { completed: true } },
}

/** Every task that the viewer may see, or one person's; several can be chosen and changed together. */
export function TeamTasks({ of }: { of: Member['employee'] | null }) {
  const [view, setView] = useState('open')
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const search = useDeferredValue(typed)
  const filter = { ...VIEWS[view]?.filter, ...(of && { assigneeId: of.id }) }
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(TeamTasksDocument, {
    variables: { filter, search: search || null, after: null },
    notifyOnNetworkStatusChange: true,
  })
  const page = (data ?? previousData)?.tasks
  const tasks = page?.edges.map((edge) => edge.node) ?? []
  const end = useNextPage(Boolean(page?.pageInfo.hasNextPage) && !loading, () => {
    void fetchMore({ variables: { after: page?.pageInfo.endCursor } }).catch(() => undefined)
  })

  function choose(task: TaskRowFragment, yes: boolean) {
    setChosen((now) => new Set(yes ? [...now, task.id] : [...now].filter((id) => id !== task.id)))
  }

  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks" className="mb-2 font-semibold">
        {of ? `Tasks of ${of.name}` : 'Tasks'}
      </h2>
      <search className="mb-3 flex flex-wrap gap-2">
        <div className="min-w-40 flex-1">
          <TextField
            label="Search"
            hideLabel
            type="search"
            placeholder="Search titles and descriptions"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <Select label="Which tasks" hideLabel value={view} onChange={(event) => setView(event.target.value)}>
          {Object.entries(VIEWS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
      </search>
      {tasks.length > 0 ? (
        <TaskList
          tasks={tasks}
          showAssignee
          before={(task) => (
            <input
              type="checkbox"
              aria-label={`Choose: ${task.title}`}
              checked={chosen.has(task.id)}
              disabled={!task.viewerCanChange}
              onChange={(event) => choose(task, event.target.checked)}
              className="size-4 shrink-0 accent-accent-600"
            />
          )}
        />
      ) : error && !page ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : page ? (
        <Empty icon={ClipboardDocumentCheckIcon} title={search ? 'Nothing found' : 'Nothing here'} />
      ) : (
        <Loading />
      )}
      <div ref={end}>{page?.pageInfo.hasNextPage && <Loading rows={2} />}</div>
      <BulkBar tasks={tasks.filter((task) => chosen.has(task.id))} onDone={() => setChosen(new Set())} />
    </section>
  )
}
