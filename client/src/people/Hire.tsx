import { useMutation } from '@apollo/client/react'
import { useLocation } from 'wouter'
import type { Role } from '../api/schema.generated'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Select } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { text, useForm } from '../ui/useForm'
import { PersonFields, personFrom } from './PersonFields'
import { HireDocument, type StructureQuery } from './people.generated'
import { ROLES, rolesGivenBy } from './roles'

interface Props {
  open: boolean
  onClose: () => void
  structure: StructureQuery
}

/** Hiring somebody, who gets a letter with a username and a temporary password. */
export function Hire(props: Props) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Hire somebody">
      <Form {...props} />
    </Dialog>
  )
}

function Form({ onClose, structure }: Props) {
  const viewer = useViewer()
  const [, go] = useLocation()
  const [hire] = useMutation(HireDocument, { refetchQueries: ['People'] })
  const form = useForm(async (values) => {
    const input = { ...personFrom(values, false), role: text(values, 'role') as Role }
    const { data } = await hire({ variables: { input } })
    const person = data?.createEmployee.employee
    if (person) {
      say(`${person.name} is hired. A letter with username and temporary password is on its way.`)
      onClose()
      go(`/people/${person.code}`)
    }
    return data?.createEmployee.errors
  })
  return (
    <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>{form.problems['']}</Notice>
      <PersonFields structure={structure} problems={form.problems} />
      <Select
        label="Role"
        name="role"
        defaultValue="EMPLOYEE"
        error={form.problems.role}
        hint="What the person may do here."
      >
        {rolesGivenBy(viewer).map((role) => (
          <option key={role} value={role}>
            {ROLES[role]}
          </option>
        ))}
      </Select>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Hire
        </Button>
      </div>
    </form>
  )
}
