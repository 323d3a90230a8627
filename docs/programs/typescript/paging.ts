/** Prints every task that one may see, a line each: id, due date, title. */

import { gql, type TypedDocumentNode } from '@apollo/client'
import { query, signIn, signOut } from './tasks_api.ts'

interface Task {
  id: string
  dueDate: string | null
  title: string
}

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: Task[]
}

const TASKS: TypedDocumentNode<{ tasks: Page }, { after: string | null }> = gql`
  query Tasks($after: String) {
    tasks(first: 100, after: $after, orderBy: [{ field: DUE_DATE }]) {
      pageInfo { hasNextPage endCursor }
      nodes { id dueDate title }
    }
  }
`

/** Yields the rows of all pages; each page is asked for when the one before is used up. */
async function* allTasks(): AsyncGenerator<Task> {
  let after: string | null = null
  let more = true
  while (more) {
    const { tasks }: { tasks: Page } = await query(TASKS, { after })
    yield* tasks.nodes
    more = tasks.pageInfo.hasNextPage
    after = tasks.pageInfo.endCursor
  }
}

await signIn()
try {
  for await (const task of allTasks()) {
    console.log([task.id, task.dueDate ?? '-', task.title].join('\t'))
  }
} finally {
  await signOut()
}
