import { useMutation } from '@apollo/client/react'
import { TextField } from '../ui/Field'
import { text } from '../ui/useForm'
import {
  CreateJobRoleDocument,
  DeleteJobRoleDocument,
  type StructureQuery,
  UpdateJobRoleDocument,
} from './people.generated'
import { Rows } from './Rows'

const AFTER = { refetchQueries: ['Structure'] }

/** What people do for a living; a role grants nothing. */
export function JobRoles({ rows }: { rows: NonNullable<StructureQuery['jobRoles']>['nodes'] }) {
  const [create] = useMutation(CreateJobRoleDocument, AFTER)
  const [update] = useMutation(UpdateJobRoleDocument)
  const [remove] = useMutation(DeleteJobRoleDocument, AFTER)
  return (
    <Rows
      title="Job roles"
      noun="job role"
      rows={rows}
      fields={(problems, row) => (
        <TextField label="Name" name="name" defaultValue={row?.name} error={problems.name} autoFocus required />
      )}
      save={async (values, row) => {
        const name = text(values, 'name')
        if (!row) {
          return (await create({ variables: { input: { name } } })).data?.createJobRole.errors
        }
        const input = { id: row.id, version: row.version, name }
        return (await update({ variables: { input } })).data?.updateJobRole.errors
      }}
      remove={async (row) => (await remove({ variables: { id: row.id } })).data?.deleteJobRole}
    />
  )
}
