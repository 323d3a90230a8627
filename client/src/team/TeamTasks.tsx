import { ClipboardDocumentCheckIcon } from '@heroicons/react/24/outline'
import { useState } from 'react'
import type { TaskFilter } from '../api/schema.generated'
import { Reassign } from '../task/Reassign'
import { TaskList } from '../task/TaskList'
import type { TaskRowFragment } from '../task/task.generated'
import { Select } from '../ui/Field'
import { SearchBar } from '../ui/SearchBar'
import { Empty, Failed, Loading } from '../ui/States'
import { usePages } from '../ui/usePages'
import { useSettled } from '../ui/useSettled'
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
  const [handedOn, setHandedOn] = useState<TaskRowFragment | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const search = useSettled(typed)
  const filter = { ...VIEWS[view]?.filter, ...(of && { assigneeId: of.id }) }
  const { page, error, retry, end } = usePages(
    TeamTasksDocument,
    { filter, search: search || null },
    (answer) => answer.tasks,
  )
  // What was handed on since the list was asked for is no longer that person's.
  const tasks = (page?.edges ?? []).map((edge) => edge.node).filter((task) => !of || task.assignee.id === of.id)

  function choose(task: TaskRowFragment, yes: boolean) {
    setChosen((now) => new Set(yes ? [...now, task.id] : [...now].filter((id) => id !== task.id)))
  }

  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks" className="mb-2 font-semibold">
        {of ? `Tasks of ${of.name}` : 'Tasks'}
      </h2>
      <SearchBar placeholder="Search titles and descriptions" value={typed} onChange={setTyped}>
        <Select label="Which tasks" hideLabel value={view} onChange={(event) => setView(event.target.value)}>
          {Object.entries(VIEWS).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
      </SearchBar>
      {tasks.length > 0 ? (
        <TaskList
          tasks={tasks}
          showAssignee
          onReassign={setHandedOn}
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
        <Failed error={error} retry={retry} />
      ) : page ? (
        <Empty icon={ClipboardDocumentCheckIcon} title={search ? 'Nothing found' : 'Nothing here'} />
      ) : (
        <Loading />
      )}
      <div ref={end}>{page?.pageInfo.hasNextPage && <Loading rows={2} />}</div>
      <Reassign task={handedOn} onClose={() => setHandedOn(null)} />
      <BulkBar tasks={tasks.filter((task) => chosen.has(task.id))} onDone={() => setChosen(new Set())} />
    </section>
  )
}
