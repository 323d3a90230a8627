import { PencilIcon, TrashIcon } from '@heroicons/react/24/outline'
import { type ReactNode, useId, useState } from 'react'
import type { Problem } from '../api/errors'
import { attempt } from '../task/actions'
import { Button } from '../ui/Button'
import { Confirm, Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { useForm } from '../ui/useForm'

interface Row {
  id: string
  /** What people call it. */
  name: string
  /** What more there is to say of it. */
  about?: string
}

interface Props<R extends Row> {
  title: string
  /** What one of them is called, such as "department". */
  noun: string
  rows: readonly R[]
  /** The fields of its form; without a row, of a new one. */
  fields: (problems: Record<string, string>, row?: R) => ReactNode
  /** Save what the form says; returns the problems of the payload. */
  save: (values: FormData, row?: R) => Promise<readonly Problem[] | undefined>
  remove: (row: R) => Promise<{ errors: readonly Pick<Problem, 'message'>[] } | undefined>
  /** Whether a row can be changed, or only added and deleted. */
  fixed?: boolean
}

/** A short list of named things that can be added, changed and deleted. */
export function Rows<R extends Row>({ title, noun, rows, fields, save, remove, fixed }: Props<R>) {
  const id = useId()
  const [edited, setEdited] = useState<R | 'new' | null>(null)
  const [doomed, setDoomed] = useState<R | null>(null)
  const close = () => setEdited(null)

  async function onDelete(row: R) {
    if (await attempt(() => remove(row))) {
      say(`${row.name} is deleted.`)
    }
    setDoomed(null)
  }

  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex items-center justify-between">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        <Button onClick={() => setEdited('new')}>{`Add a ${noun}`}</Button>
      </div>
      <ul className="card divide-y divide-slate-200 dark:divide-slate-800">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-2 px-3 py-1.5 text-sm">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{row.name}</span>
              {row.about && <span className="muted block truncate">{row.about}</span>}
            </span>
            {!fixed && (
              <Button kind="quiet" onClick={() => setEdited(row)} aria-label={`Edit ${row.name}`}>
                <PencilIcon className="size-5" />
              </Button>
            )}
            <Button kind="quiet" onClick={() => setDoomed(row)} aria-label={`Delete ${row.name}`}>
              <TrashIcon className="size-5" />
            </Button>
          </li>
        ))}
        {rows.length === 0 && <li className="muted px-3 py-6 text-center text-sm">There is none yet.</li>}
      </ul>
      <Dialog open={edited !== null} onClose={close} title={edited === 'new' ? `New ${noun}` : `Edit the ${noun}`}>
        <Form
          fields={(problems) => fields(problems, edited === 'new' ? undefined : (edited ?? undefined))}
          save={(values) => save(values, edited === 'new' ? undefined : (edited ?? undefined))}
          onClose={close}
        />
      </Dialog>
      {doomed && (
        <Confirm
          open
          onClose={() => setDoomed(null)}
          onConfirm={() => void onDelete(doomed)}
          title={`Delete ${doomed.name}?`}
          action="Delete"
        >
          <p>It can be deleted only while nobody and nothing uses it.</p>
        </Confirm>
      )}
    </section>
  )
}

interface FormProps {
  fields: (problems: Record<string, string>) => ReactNode
  save: (values: FormData) => Promise<readonly Problem[] | undefined>
  onClose: () => void
}

function Form({ fields, save, onClose }: FormProps) {
  const form = useForm(async (values) => {
    const problems = await save(values)
    if (problems?.length === 0) {
      onClose()
    }
    return problems
  })
  return (
    <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
      <Notice>{form.problems['']}</Notice>
      {fields(form.problems)}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
