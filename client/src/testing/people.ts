/** Who and what appears in the tests of components. */

import type { Role } from '../api/schema.generated'
import type { ViewerQuery } from '../api/session.generated'
import type { TaskDetailsFragment, TaskRowFragment } from '../task/task.generated'

type Me = NonNullable<NonNullable<ViewerQuery['me']>['employee']>

export const EMMA: Me = {
  __typename: 'Employee',
  id: 'emma',
  code: 'EMP-013',
  name: 'Emma Fischer',
  firstName: 'Emma',
  lastName: 'Fischer',
  workEmail: 'emma@rakmedia.example',
  pictureUrl: null,
  phone: '+49 30 1',
  hireDate: '2021-03-01',
  salary: null,
  version: 4,
  position: null,
  departments: { __typename: 'DepartmentConnection', nodes: [] },
}

/** Return the answer that says who uses the page. */
export function viewer(role: Role = 'EMPLOYEE'): ViewerQuery {
  return {
    me: { __typename: 'User', id: 'user', username: 'emma', role, mustChangePassword: false, employee: EMMA },
    company: { __typename: 'Company', id: 'company', name: 'Rakmedia', timeZone: 'Europe/Berlin', version: 1 },
    serverInfo: {
      __typename: 'ServerInfo',
      maxFileBytes: 1000,
      maxFilesPerUpload: 10,
      maxFilesPerTask: 50,
      fileTypes: [
        { __typename: 'FileType', extension: 'txt' },
        { __typename: 'FileType', extension: 'pdf' },
      ],
    },
  }
}

/** Return a row of a list. */
export function row(of: Partial<TaskRowFragment> = {}): TaskRowFragment {
  return {
    __typename: 'Task',
    id: 'task',
    title: 'Draw a map',
    dueDate: null,
    overdue: false,
    completed: false,
    completedAt: null,
    assigneeInactive: false,
    viewerCanChange: true,
    version: 1,
    assignee: { __typename: 'Employee', id: EMMA.id, code: EMMA.code, name: EMMA.name, pictureUrl: null },
    assigner: { __typename: 'Employee', id: 'martin', code: 'EMP-003', name: 'Martin Keller' },
    fileCount: { __typename: 'TaskFileConnection', totalCount: 0 },
    ...of,
  }
}

/** Return a task as its page shows it. */
export function details(of: Partial<TaskDetailsFragment> = {}): TaskDetailsFragment {
  return {
    ...row(),
    description: 'Of the old town.',
    createdAt: '2026-11-01T09:00:00Z',
    updatedAt: '2026-11-01T09:00:00Z',
    completedBy: null,
    files: { __typename: 'TaskFileConnection', nodes: [] },
    ...of,
  }
}

/** Return a rule that was broken. */
export function problem(message: string, field: string[] | null = null) {
  return { __typename: 'UserError' as const, code: 'INVALID' as const, message, field }
}
