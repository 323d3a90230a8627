import { useMutation, useQuery } from '@apollo/client/react'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { Failed, Loading } from '../ui/States'
import { say } from '../ui/Toasts'
import { meanwhile, useDraft } from '../ui/useDraft'
import { useForm } from '../ui/useForm'
import { inWords, PersonFields, personFrom, saidOf } from './PersonFields'
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
  const { data, error, refetch } = useQuery(StructureDocument, { skip: !open })
  return (
    <Dialog open={open} onClose={onClose} title={`Edit ${person.name}`}>
      {data ? (
        <Form person={person} structure={data} onClose={onClose} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={3} />
      )}
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
  const isMyself = person.id === me.id
  const draft = useDraft(saidOf(person, isMyself), person.version)
  const [update] = useMutation(UpdatePersonDocument)
  const form = useForm(async (values) => {
    const said = personFrom(values, isMyself)
    const { data } = await update({ variables: { input: { id: person.id, version: draft.version, ...said } } })
    const current = data?.updateEmployee.current
    if (current) {
      draft.meet(said, saidOf(current, isMyself), current.version)
      return []
    }
    if (data?.updateEmployee.employee) {
      say('Saved.')
      onClose()
    }
    return data?.updateEmployee.errors
  })
  const stands = meanwhile(inWords(draft.disputed, structure))
  return (
    <form key={draft.version} onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>
        {form.problems[''] ??
          (draft.met && 'Somebody changed this person meanwhile. Look at it again, and save it once more.')}
      </Notice>
      <PersonFields
        structure={structure}
        problems={{ ...stands, ...form.problems }}
        said={draft.shown}
        isMyself={isMyself}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
