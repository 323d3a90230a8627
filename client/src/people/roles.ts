import type { Role } from '../api/schema.generated'
import type { Viewer } from '../app/viewer'

export const ROLES: Record<Role, string> = {
  EMPLOYEE: 'Employee',
  MANAGER: 'Manager',
  HR: 'HR',
  OFFICER: 'Officer',
}

/** Return the roles that the viewer may give: HR looks after employees and managers. */
export function rolesGivenBy(viewer: Viewer): Role[] {
  return viewer.isOfficer ? ['EMPLOYEE', 'MANAGER', 'HR', 'OFFICER'] : ['EMPLOYEE', 'MANAGER']
}

/** Whether the viewer may change a person of this role. */
export function keeps(viewer: Viewer, role: Role | null | undefined): boolean {
  return viewer.keepsPeople && Boolean(role && rolesGivenBy(viewer).includes(role))
}
