import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import type { Role } from '../api/schema.generated'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Select } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { text, useForm } from '../ui/useForm'
import { type PersonDetailsFragment, SetRoleDocument } from './people.generated'
import { ROLES, rolesGivenBy } from './roles'

/** Giving somebody another role, which counts at once. */
export function RoleForm({ person, onDone }: { person: PersonDetailsFragment; onDone: () => void }) {
  const viewer = useViewer()
  // As it was when the form was opened: what is saved is a change of what the viewer saw.
  const [{ role: before, version }] = useState(person)
  const [setRole] = useMutation(SetRoleDocument)
  const form = useForm(async (values) => {
    const role = text(values, 'role') as Role
    const { data } = await setRole({ variables: { input: { id: person.id, role, version } } })
    if (data?.setEmployeeRole.employee) {
      say(`${person.name} is now: ${ROLES[role]}.`)
      onDone()
    }
    return data?.setEmployeeRole.errors
  })
  return (
    <form onSubmit={form.onSubmit} className="space-y-4">
      <Notice>{form.problems['']}</Notice>
      <Select label="Role" name="role" defaultValue={before ?? 'EMPLOYEE'} hint="It counts from the next click on.">
        {rolesGivenBy(viewer).map((role) => (
          <option key={role} value={role}>
            {ROLES[role]}
          </option>
        ))}
      </Select>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
