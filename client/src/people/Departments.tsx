import { useMutation } from '@apollo/client/react'
import { counted } from '../ui/counted'
import { TextArea, TextField } from '../ui/Field'
import { text } from '../ui/useForm'
import {
  CreateDepartmentDocument,
  DeleteDepartmentDocument,
  type DepartmentRowFragment,
  UpdateDepartmentDocument,
} from './people.generated'
import { Rows } from './Rows'

const AFTER = { refetchQueries: ['Structure'] }

export function Departments({ rows }: { rows: readonly DepartmentRowFragment[] }) {
  const [create] = useMutation(CreateDepartmentDocument, AFTER)
  const [update] = useMutation(UpdateDepartmentDocument)
  const [remove] = useMutation(DeleteDepartmentDocument, AFTER)
  return (
    <Rows
      title="Departments"
      noun="department"
      rows={rows.map((row) => ({
        ...row,
        about: [counted(row.members.totalCount, 'person', 'people'), row.description].filter(Boolean).join(' · '),
      }))}
      fields={(problems, row) => (
        <>
          <TextField label="Name" name="name" defaultValue={row?.name} error={problems.name} autoFocus required />
          <TextArea
            label="Description"
            name="description"
            defaultValue={row?.description}
            error={problems.description}
          />
        </>
      )}
      save={async (values, row) => {
        const said = { name: text(values, 'name'), description: text(values, 'description') }
        if (!row) {
          return (await create({ variables: { input: said } })).data?.createDepartment.errors
        }
        const input = { id: row.id, version: row.version, ...said }
        return (await update({ variables: { input } })).data?.updateDepartment.errors
      }}
      remove={async (row) => (await remove({ variables: { id: row.id } })).data?.deleteDepartment}
    />
  )
}
