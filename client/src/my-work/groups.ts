import type { TaskRowFragment } from '../task/task.generated'
import { later, monday } from '../ui/dates'

export interface Group {
  title: string
  tasks: TaskRowFragment[]
}

const TITLES = ['Overdue', 'Today', 'This week', 'Later', 'Without a date'] as const

/** Return the tasks in the order of a list by due date, under headings; without the headings that have none. */
export function byDueDate(tasks: readonly TaskRowFragment[], today: string): Group[] {
  const groups = TITLES.map((title): Group => ({ title, tasks: [] }))
  for (const task of tasks) {
    groups[place(task, today)]?.tasks.push(task)
  }
  return groups.filter((group) => group.tasks.length > 0)
}

function place(task: TaskRowFragment, today: string): number {
  if (!task.dueDate) {
    return 4
  }
  if (task.dueDate < today) {
    return 0
  }
  if (task.dueDate === today) {
    return 1
  }
  return task.dueDate < later(monday(today), 7) ? 2 : 3
}
