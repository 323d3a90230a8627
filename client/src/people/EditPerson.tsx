import { useMutation, useQuery } from '@apollo/client/react'
import { useState } from 'react'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { Loading } from '../ui/States'
import { say } from '../ui/Toasts'
import { useForm } from '../ui/useForm'
import { PersonFields, personFrom } from './PersonFields'
import {
  type PersonDetailsFragment,
  StructureDocument,
  type StructureQuery,
  UpdatePersonDocument,
} from './people.generated'

interface Props {
  person: PersonDetailsFragment
  open: boolean
  onClose: () => void
}

/** Changing what is known of a person. */
export function EditPerson({ person, open, onClose }: Props) {
  const { data } = useQuery(StructureDocument, { skip: !open })
  return (
    <Dialog open={open} onClose={onClose} title={`Edit ${person.name}`}>
      {data ? <Form person={person} structure={data} onClose={onClose} /> : <Loading rows={3} />}
    </Dialog>
  )
}

function Form({
  person,
  structure,
  onClose,
}: {
  person: PersonDetailsFragment
  structure: StructureQuery
  onClose: () => void
}) {
  const { me } = useViewer()
  const [base, setBase] = useState(person)
  const [changed, setChanged] = useState(false)
  const [update] = useMutation(UpdatePersonDocument)
  const form = useForm(async (values) => {
    const input = { id: person.id, version: base.version, ...personFrom(values, person.id === me.id) }
    const { data } = await update({ variables: { input } })
    const current = data?.updateEmployee.current
    if (current) {
      setBase(current)
      setChanged(true)
      return []
    }
    if (data?.updateEmployee.employee) {
      say('Saved.')
      onClose()
    }
    return data?.updateEmployee.errors
  })
  return (
    <form key={base.version} onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>
        {form.problems[''] ??
          (changed && 'Somebody changed this person meanwhile. This is how it stands now: make your changes again.')}
      </Notice>
      <PersonFields structure={structure} problems={form.problems} person={base} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
