import { useMutation } from '@apollo/client/react'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { Select, TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { text, useForm } from '../ui/useForm'
import { UpdateCompanyDocument } from './people.generated'

/** The company's name, and the zone in which its days end; for officers. */
export function CompanyForm() {
  const { company } = useViewer()
  const [update] = useMutation(UpdateCompanyDocument)
  const form = useForm(async (values) => {
    const input = { name: text(values, 'name'), timeZone: text(values, 'timeZone'), version: company.version }
    const { data } = await update({ variables: { input } })
    if (data?.updateCompany.company) {
      say('Saved.')
    }
    return data?.updateCompany.errors
  })
  return (
    <section aria-labelledby="company">
      <h2 id="company" className="mb-2 font-semibold">
        Company
      </h2>
      <form onSubmit={form.onSubmit} className="card space-y-4 p-4" noValidate>
        <Notice>{form.problems['']}</Notice>
        <TextField label="Name" name="name" defaultValue={company.name} error={form.problems.name} required />
        <Select
          label="Time zone"
          name="timeZone"
          defaultValue={company.timeZone}
          error={form.problems.timeZone}
          hint="Says when a day ends for due dates."
        >
          {[...new Set([company.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
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
