/** A company of two departments, and somebody who works there. */

import type { PersonDetailsFragment, StructureQuery } from '../people/people.generated'
import { EMMA } from './people'

export const DESIGN = { __typename: 'Department' as const, id: 'design', name: 'Design' }
export const FILM = { __typename: 'Department' as const, id: 'film', name: 'Film' }

const EDITOR = { __typename: 'JobRole' as const, id: 'editor', name: 'Editor' }
const FULL_TIME = { __typename: 'EmployeeType' as const, id: 'full', name: 'Full-time' }

export const STRUCTURE: StructureQuery = {
  departments: {
    __typename: 'DepartmentConnection',
    nodes: [DESIGN, FILM].map((department) => ({
      ...department,
      description: '',
      version: 1,
      members: { __typename: 'EmployeeConnection', totalCount: 1 },
    })),
  },
  jobRoles: { __typename: 'JobRoleConnection', nodes: [{ ...EDITOR, version: 1 }] },
  positions: {
    __typename: 'EmployeePositionConnection',
    nodes: [{ __typename: 'EmployeePosition', id: 'position', version: 1, employeeType: FULL_TIME, jobRole: EDITOR }],
  },
  employeeTypes: { __typename: 'EmployeeTypeConnection', nodes: [FULL_TIME] },
}

/** Return somebody as his page shows him. */
export function person(of: Partial<PersonDetailsFragment> = {}): PersonDetailsFragment {
  return {
    ...EMMA,
    id: 'nora',
    code: 'EMP-020',
    name: 'Nora Dahl',
    firstName: 'Nora',
    lastName: 'Dahl',
    workEmail: 'nora@rakmedia.example',
    isActive: true,
    role: 'EMPLOYEE',
    username: 'nora',
    welcomeLetter: null,
    departments: { __typename: 'DepartmentConnection', nodes: [DESIGN] },
    position: null,
    ...of,
  }
}
