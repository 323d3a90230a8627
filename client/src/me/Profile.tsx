import { useMutation } from '@apollo/client/react'
import type { MeFragment } from '../api/session.generated'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { meanwhile, useDraft } from '../ui/useDraft'
import { text, textOrNull, useForm } from '../ui/useForm'
import { UpdateProfileDocument } from './me.generated'
import { Section } from './Section'

/** The viewer's name and phone number. */
export function Profile() {
  const { me, username } = useViewer()
  const draft = useDraft(saidOf(me), me.version)
  const [update] = useMutation(UpdateProfileDocument)
  const form = useForm(async (values) => {
    const said = {
      firstName: text(values, 'firstName'),
      lastName: text(values, 'lastName'),
      phone: textOrNull(values, 'phone'),
    }
    const { data } = await update({ variables: { input: { version: draft.version, ...said } } })
    const { employee, current, errors } = data?.updateProfile ?? {}
    if (current) {
      draft.meet(said, saidOf(current), current.version)
      return []
    }
    if (employee) {
      say('Saved.')
      draft.settle(saidOf(employee), employee.version)
    }
    return errors
  })
  const problems = { ...meanwhile(draft.disputed), ...form.problems }
  return (
    <Section title="Profile">
      <form key={draft.version} onSubmit={form.onSubmit} className="card space-y-4 p-4" noValidate>
        <Notice>
          {form.problems[''] ??
            (draft.met && 'Your profile was changed meanwhile. Look at it again, and save it once more.')}
        </Notice>
        <TextField
          label="First name"
          name="firstName"
          defaultValue={draft.shown.firstName}
          error={problems.firstName}
        />
        <TextField label="Last name" name="lastName" defaultValue={draft.shown.lastName} error={problems.lastName} />
        <TextField
          label="Phone"
          name="phone"
          type="tel"
          defaultValue={draft.shown.phone ?? ''}
          error={problems.phone}
        />
        <p className="muted text-sm">
          {me.code} · {username} · {me.workEmail}
        </p>
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={form.busy}>
            Save
          </Button>
        </div>
      </form>
    </Section>
  )
}

function saidOf({ firstName, lastName, phone }: MeFragment) {
  return { firstName, lastName, phone: phone || null }
}
