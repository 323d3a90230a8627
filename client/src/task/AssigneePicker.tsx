import { useQuery } from '@apollo/client/react'
import { Combobox, ComboboxInput, ComboboxOption, ComboboxOptions, Field, Label } from '@headlessui/react'
import { useState } from 'react'
import { useViewer } from '../app/viewer'
import { Avatar } from '../ui/Avatar'
import { useSettled } from '../ui/useSettled'
import { AssigneesDocument, type TaskRowFragment } from './task.generated'

export type Assignee = TaskRowFragment['assignee']

interface Props {
  label: string
  value: Assignee
  onChange: (person: Assignee) => void
}

/** Choosing who gets a task: oneself or a member of one's team, with how much each has to do already. */
export function AssigneePicker({ label, value, onChange }: Props) {
  const { me } = useViewer()
  const [typed, setTyped] = useState('')
  const search = useSettled(typed)
  const { data, previousData } = useQuery(AssigneesDocument, { variables: { search: search || null } })
  const team = (data ?? previousData)?.myTeam?.edges.map((edge) => edge.node) ?? []
  const myself: Assignee = {
    __typename: 'Employee',
    id: me.id,
    code: me.code,
    name: me.name,
    pictureUrl: me.pictureUrl,
  }
  const people: { employee: Assignee; openCount: number | null }[] = [
    ...(me.name.toLowerCase().includes(search.toLowerCase()) ? [{ employee: myself, openCount: null }] : []),
    ...team.filter((member) => member.employee.id !== me.id),
  ]
  return (
    <Field>
      <Label className="mb-1 block text-sm font-medium">{label}</Label>
      <Combobox value={value} by="id" onChange={(person: Assignee | null) => person && onChange(person)} immediate>
        <ComboboxInput
          className="block w-full rounded-lg border border-slate-300 bg-white px-3 py-2 text-base sm:text-sm dark:border-slate-700 dark:bg-slate-900"
          displayValue={(person: Assignee) => person.name}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => setTyped('')}
        />
        <ComboboxOptions
          anchor="bottom start"
          className="z-50 max-h-64 w-(--input-width) overflow-auto rounded-lg border border-slate-200 bg-white p-1 shadow-lg empty:invisible dark:border-slate-700 dark:bg-slate-900"
        >
          {people.map(({ employee, openCount }) => (
            <ComboboxOption
              key={employee.id}
              value={employee}
              className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-sm data-focus:bg-accent-100 dark:data-focus:bg-accent-700/40"
            >
              <Avatar name={employee.name} pictureUrl={employee.pictureUrl} />
              <span className="flex-1 truncate">
                {employee.id === me.id ? `${employee.name} (you)` : employee.name}
              </span>
              {openCount !== null && <span className="muted">{openCount} open</span>}
            </ComboboxOption>
          ))}
        </ComboboxOptions>
      </Combobox>
    </Field>
  )
}
