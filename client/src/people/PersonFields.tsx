import { useId } from 'react'
import { fullDay } from '../ui/dates'
import { Select, TextField } from '../ui/Field'
import { text, textOrNull } from '../ui/useForm'
import type { PersonDetailsFragment, StructureQuery } from './people.generated'

/** What HR says of a person; of himself nobody says what his position, salary and departments are. */
export interface Said {
  firstName: string
  lastName: string
  workEmail: string
  phone: string | null
  hireDate: string | null
  positionId?: string | null
  salary?: string | null
  departmentIds?: string[]
}

interface Props {
  structure: StructureQuery
  problems: Record<string, string>
  said?: Said
  /** Whether it is the viewer who is spoken of. */
  isMyself?: boolean
}

/** What is said of a person, in a form. */
export function PersonFields({ structure, problems, said, isMyself }: Props) {
  const wrong = useId()
  const departments = new Set(said?.departmentIds)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="First name"
          name="firstName"
          defaultValue={said?.firstName}
          error={problems.firstName}
          required
        />
        <TextField label="Last name" name="lastName" defaultValue={said?.lastName} error={problems.lastName} required />
      </div>
      <TextField
        label="Work mail"
        name="workEmail"
        type="email"
        defaultValue={said?.workEmail}
        error={problems.workEmail}
        required
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Phone" name="phone" type="tel" defaultValue={said?.phone ?? ''} error={problems.phone} />
        <TextField
          label="First day"
          name="hireDate"
          type="date"
          defaultValue={said?.hireDate ?? ''}
          error={problems.hireDate}
        />
      </div>
      {!isMyself && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label="Position"
              name="positionId"
              defaultValue={said?.positionId ?? ''}
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
              defaultValue={said?.salary ?? ''}
              error={problems.salary}
            />
          </div>
          <fieldset aria-describedby={problems.departmentIds ? wrong : undefined}>
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
              <p id={wrong} className="mt-1 text-sm text-red-700 dark:text-red-400">
                {problems.departmentIds}
              </p>
            )}
          </fieldset>
        </>
      )}
    </>
  )
}

/** Return what a form says of a person. */
export function personFrom(values: FormData, isMyself: boolean): Said {
  return {
    firstName: text(values, 'firstName'),
    lastName: text(values, 'lastName'),
    workEmail: text(values, 'workEmail'),
    phone: textOrNull(values, 'phone'),
    hireDate: textOrNull(values, 'hireDate'),
    ...(!isMyself && {
      positionId: textOrNull(values, 'positionId'),
      salary: textOrNull(values, 'salary'),
      departmentIds: values.getAll('departmentIds').map(String).sort(),
    }),
  }
}

/** Return what is said of a person as it stands. */
export function saidOf(person: PersonDetailsFragment, isMyself: boolean): Said {
  const { firstName, lastName, workEmail } = person
  return {
    firstName,
    lastName,
    workEmail,
    phone: person.phone || null,
    hireDate: person.hireDate ?? null,
    ...(!isMyself && {
      positionId: person.position?.id ?? null,
      salary: person.salary ?? null,
      departmentIds: person.departments.nodes.map((department) => department.id).sort(),
    }),
  }
}

/** Return what was said, field by field, in words; null where that is nothing. */
export function inWords(said: Partial<Said>, structure: StructureQuery): Partial<Record<keyof Said, string | null>> {
  const { departmentIds, positionId, hireDate, ...plain } = said
  const position = structure.positions?.nodes.find((node) => node.id === positionId)
  const departments = structure.departments?.nodes.filter((node) => departmentIds?.includes(node.id))
  return {
    ...plain,
    ...(hireDate !== undefined && { hireDate: hireDate && fullDay(hireDate) }),
    ...(positionId !== undefined && { positionId: position?.jobRole.name ?? null }),
    ...(departmentIds && { departmentIds: departments?.map((node) => node.name).join(', ') ?? null }),
  }
}
