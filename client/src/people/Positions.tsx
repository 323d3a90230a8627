import { useMutation } from '@apollo/client/react'
import { Select } from '../ui/Field'
import { text } from '../ui/useForm'
import { CreatePositionDocument, DeletePositionDocument, type StructureQuery } from './people.generated'
import { Rows } from './Rows'

const AFTER = { refetchQueries: ['Structure'] }

/** Pairs of a kind of employment and a job role, which people fill. */
export function Positions({ structure }: { structure: StructureQuery }) {
  const [create] = useMutation(CreatePositionDocument, AFTER)
  const [remove] = useMutation(DeletePositionDocument, AFTER)
  const rows = structure.positions?.nodes ?? []
  return (
    <Rows
      title="Positions"
      noun="position"
      fixed
      rows={rows.map((row) => ({ id: row.id, name: row.jobRole.name, about: row.employeeType.name }))}
      fields={(problems) => (
        <>
          <Select label="Job role" name="jobRoleId" error={problems.jobRoleId}>
            {structure.jobRoles?.nodes.map((role) => (
              <option key={role.id} value={role.id}>
                {role.name}
              </option>
            ))}
          </Select>
          <Select label="Kind of employment" name="employeeTypeId" error={problems.employeeTypeId}>
            {structure.employeeTypes?.nodes.map((type) => (
              <option key={type.id} value={type.id}>
                {type.name}
              </option>
            ))}
          </Select>
        </>
      )}
      save={async (values) => {
        const input = { jobRoleId: text(values, 'jobRoleId'), employeeTypeId: text(values, 'employeeTypeId') }
        return (await create({ variables: { input } })).data?.createPosition.errors
      }}
      remove={async (row) => (await remove({ variables: { id: row.id } })).data?.deletePosition}
    />
  )
}
