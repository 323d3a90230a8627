/** Lists and counts as the API answers them. */

import type { DashboardQuery } from '../my-work/my-work.generated'
import type { TaskPageFragment, TaskRowFragment } from '../task/task.generated'
import { row } from './people'

export const COUNTS: DashboardQuery = {
  dashboard: { __typename: 'Dashboard', open: 1, overdue: 0, dueThisWeek: 0, completedThisWeek: 0 },
}

/** Return a whole list of tasks. */
export function listOf(...tasks: TaskRowFragment[]): TaskPageFragment {
  return {
    __typename: 'TaskConnection',
    totalCount: tasks.length,
    pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: tasks.at(-1)?.id ?? null },
    edges: tasks.map((node) => ({ __typename: 'TaskEdge', cursor: node.id, node })),
  }
}

/** Return a page of a list of tasks with these titles. */
export function pageOf(titles: string[], hasNextPage = false): TaskPageFragment {
  const page = listOf(...titles.map((title) => row({ id: title, title })))
  return { ...page, pageInfo: { ...page.pageInfo, hasNextPage } }
}
