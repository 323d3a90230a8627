import { expect, test } from 'vitest'
import type { Role } from '../api/schema.generated'
import type { Viewer } from '../app/viewer'
import { EMMA, viewer } from '../testing/people'
import { keeps, rolesGivenBy } from './roles'

const ALL: Role[] = ['EMPLOYEE', 'MANAGER', 'HR', 'OFFICER']

function as(role: Role): Viewer {
  const { company, serverInfo } = viewer(role)
  if (!company || !serverInfo) {
    throw new Error('The answer says nothing of the company or the server.')
  }
  return {
    username: 'emma',
    role,
    me: EMMA,
    company,
    limits: serverInfo,
    today: '2026-11-30',
    leads: role === 'MANAGER' || role === 'OFFICER',
    keepsPeople: role === 'HR' || role === 'OFFICER',
    isOfficer: role === 'OFFICER',
  }
}

test.each<[Role, Role[]]>([
  ['EMPLOYEE', []],
  ['MANAGER', []],
  ['HR', ['EMPLOYEE', 'MANAGER']],
  ['OFFICER', ALL],
])('%s looks after people of the roles %j', (role, kept) => {
  expect(ALL.filter((other) => keeps(as(role), other))).toEqual(kept)
  expect(keeps(as(role), null)).toBe(false)
})

test('HR makes nobody its equal, an officer does', () => {
  expect(rolesGivenBy(as('HR'))).toEqual(['EMPLOYEE', 'MANAGER'])
  expect(rolesGivenBy(as('OFFICER'))).toEqual(ALL)
})
