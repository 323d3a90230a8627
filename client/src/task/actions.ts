/** What is done to a task from a list or its page: shown at once, and taken back with a reason if it is refused. */

import { useMutation } from '@apollo/client/react'
import { useLocation } from 'wouter'
import { type Problem, sentence } from '../api/errors'
import { complain, say } from '../ui/Toasts'
import {
  AssignTaskDocument,
  CompleteTaskDocument,
  DeleteTaskDocument,
  ReopenTaskDocument,
  type TaskRowFragment,
} from './task.generated'

/** What shows counts of tasks, and is asked again when they change. */
export const COUNTS = ['Dashboard', 'TeamBoard']

type Refusable = { errors: readonly Pick<Problem, 'message'>[] }

/** Say why it was refused; returns whether it was done. */
export function wasDone(payload: Refusable | undefined | null): boolean {
  const problems = payload?.errors ?? []
  if (problems.length > 0) {
    complain(problems.map((problem) => problem.message).join(' '))
  }
  return Boolean(payload) && problems.length === 0
}

export function useTaskActions() {
  const [completeMutation] = useMutation(CompleteTaskDocument, { refetchQueries: COUNTS })
  const [reopenMutation] = useMutation(ReopenTaskDocument, { refetchQueries: COUNTS })
  const [assignMutation] = useMutation(AssignTaskDocument, { refetchQueries: COUNTS })
  const [deleteMutation] = useMutation(DeleteTaskDocument, { refetchQueries: COUNTS })
  const [, go] = useLocation()

  async function complete(task: TaskRowFragment): Promise<void> {
    const done = await attempt(async () => {
      const { data } = await completeMutation({
        variables: { input: { id: task.id, version: task.version } },
        optimisticResponse: {
          completeTask: {
            __typename: 'CompleteTaskPayload',
            task: {
              ...task,
              completed: true,
              completedAt: new Date().toISOString(),
              overdue: false,
              completedBy: null,
            },
            current: null,
            errors: [],
          },
        },
      })
      return data?.completeTask
    })
    if (done?.task) {
      const now = done.task
      say(`“${task.title}” is done.`, { label: 'Undo', run: () => void reopen(now) })
    }
  }

  async function reopen(task: TaskRowFragment): Promise<void> {
    await attempt(async () => {
      const { data } = await reopenMutation({
        variables: { input: { id: task.id, version: task.version } },
        optimisticResponse: {
          reopenTask: {
            __typename: 'ReopenTaskPayload',
            task: { ...task, completed: false, completedAt: null, completedBy: null },
            current: null,
            errors: [],
          },
        },
      })
      return data?.reopenTask
    })
  }

  async function assign(task: TaskRowFragment, to: TaskRowFragment['assignee']): Promise<boolean> {
    const done = await attempt(async () => {
      const { data } = await assignMutation({
        variables: { input: { id: task.id, assigneeId: to.id, version: task.version } },
        optimisticResponse: {
          assignTask: {
            __typename: 'AssignTaskPayload',
            task: { ...task, assignee: to, assigneeInactive: false },
            current: null,
            errors: [],
          },
        },
      })
      return data?.assignTask
    })
    if (done) {
      say(`${to.name} has the task now, and gets a letter about it.`)
    }
    return Boolean(done)
  }

  /** Delete a task, and leave its page. */
  async function remove(task: TaskRowFragment): Promise<void> {
    const done = await attempt(async () => {
      const { data } = await deleteMutation({
        variables: { input: { id: task.id, version: task.version } },
        update: (cache, { data: answer }) => {
          if (answer?.deleteTask.deletedId) {
            cache.evict({ id: cache.identify({ __typename: 'Task', id: task.id }) })
            cache.gc()
          }
        },
      })
      return data?.deleteTask
    })
    if (done) {
      say(`“${task.title}” is deleted.`)
      go('/')
    }
  }

  return { complete, reopen, assign, remove }
}

/** Try it; where it was refused, or never arrived, say why and return null. */
export async function attempt<T extends Refusable>(work: () => Promise<T | undefined | null>): Promise<T | null> {
  try {
    const payload = await work()
    return payload && wasDone(payload) ? payload : null
  } catch (error) {
    complain(sentence(error))
    return null
  }
}
