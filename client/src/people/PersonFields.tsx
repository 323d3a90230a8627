import { useViewer } from '../app/viewer'
import { Select, TextField } from '../ui/Field'
import { text, textOrNull } from '../ui/useForm'
import type { PersonDetailsFragment, StructureQuery } from './people.generated'

interface Props {
  structure: StructureQuery
  problems: Record<string, string>
  person?: PersonDetailsFragment
}

/** What is said of a person, in a form. */
export function PersonFields({ structure, problems, person }: Props) {
  const { me } = useViewer()
  const isMyself = person?.id === me.id
  const departments = new Set(person?.departments.nodes.map((department) => department.id))
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="First name"
          name="firstName"
          defaultValue={person?.firstName}
          error={problems.firstName}
          required
        />
        <TextField
          label="Last name"
          name="lastName"
          defaultValue={person?.lastName}
          error={problems.lastName}
          required
        />
      </div>
      <TextField
        label="Work mail"
        name="workEmail"
        type="email"
        defaultValue={person?.workEmail}
        error={problems.workEmail}
        required
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Phone" name="phone" type="tel" defaultValue={person?.phone ?? ''} error={problems.phone} />
        <TextField
          label="First day"
          name="hireDate"
          type="date"
          defaultValue={person?.hireDate ?? ''}
          error={problems.hireDate}
        />
      </div>
      {!isMyself && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label="Position"
              name="positionId"
              defaultValue={person?.position?.id ?? ''}
              error={problems.positionId}
            >
              <option value="">None</option>
              {structure.positions?.nodes.map((position) => (
                <option key={position.id} value={position.id}>
                  {position.jobRole.name} ({position.employeeType.name})
                </option>
              ))}
            </Select>
            <TextField
              label="Salary, a year"
              name="salary"
              inputMode="decimal"
              defaultValue={person?.salary ?? ''}
              error={problems.salary}
            />
          </div>
          <fieldset>
            <legend className="mb-1 text-sm font-medium">Departments</legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              {structure.departments?.nodes.map((department) => (
                <label key={department.id} className="flex items-center gap-2 text-sm">
                  <input
                    type="checkbox"
                    name="departmentIds"
                    value={department.id}
                    defaultChecked={departments.has(department.id)}
                    className="size-4 accent-accent-600"
                  />
                  {department.name}
                </label>
              ))}
            </div>
            {problems.departmentIds && (
              <p className="mt-1 text-sm text-red-700 dark:text-red-400">{problems.departmentIds}</p>
            )}
          </fieldset>
        </>
      )}
    </>
  )
}

/** Return what a form says of a person; of himself nobody says what his position, salary and departments are. */
export function personFrom(values: FormData, isMyself: boolean) {
  const said = {
    firstName: text(values, 'firstName'),
    lastName: text(values, 'lastName'),
    workEmail: text(values, 'workEmail'),
    phone: textOrNull(values, 'phone'),
    hireDate: textOrNull(values, 'hireDate'),
  }
  if (isMyself) {
    return said
  }
  return {
    ...said,
    positionId: textOrNull(values, 'positionId'),
    salary: textOrNull(values, 'salary'),
    departmentIds: values.getAll('departmentIds').map(String),
  }
}
