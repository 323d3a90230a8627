import { useMutation } from '@apollo/client/react'
import { useViewer, type Viewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Select, TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { meanwhile, useDraft } from '../ui/useDraft'
import { text, useForm } from '../ui/useForm'
import { UpdateCompanyDocument } from './people.generated'

/** The company's name, and the zone in which its days end; for officers. */
export function CompanyForm() {
  const { company } = useViewer()
  const draft = useDraft(saidOf(company), company.version)
  const [update] = useMutation(UpdateCompanyDocument)
  const form = useForm(async (values) => {
    const said = { name: text(values, 'name'), timeZone: text(values, 'timeZone') }
    const { data } = await update({ variables: { input: { version: draft.version, ...said } } })
    const { company: saved, current, errors } = data?.updateCompany ?? {}
    if (current) {
      draft.meet(said, saidOf(current), current.version)
      return []
    }
    if (saved) {
      say('Saved.')
      draft.settle(saidOf(saved), saved.version)
    }
    return errors
  })
  const problems = { ...meanwhile(draft.disputed), ...form.problems }
  const zone = draft.shown.timeZone
  return (
    <section aria-labelledby="company">
      <h2 id="company" className="mb-2 font-semibold">
        Company
      </h2>
      <form key={draft.version} onSubmit={form.onSubmit} className="card space-y-4 p-4" noValidate>
        <Notice>
          {form.problems[''] ??
            (draft.met && 'Somebody changed this meanwhile. Look at it again, and save it once more.')}
        </Notice>
        <TextField label="Name" name="name" defaultValue={draft.shown.name} error={problems.name} required />
        <Select
          label="Time zone"
          name="timeZone"
          defaultValue={zone}
          error={problems.timeZone}
          hint="Says when a day ends for due dates."
        >
          {[...new Set([zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((each) => (
            <option key={each} value={each}>
              {each.replaceAll('_', ' ')}
            </option>
          ))}
        </Select>
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={form.busy}>
            Save
          </Button>
        </div>
      </form>
    </section>
  )
}

function saidOf({ name, timeZone }: Pick<Viewer['company'], 'name' | 'timeZone'>) {
  return { name, timeZone }
}
