import { useMutation } from '@apollo/client/react'
import { useViewer } from '../app/viewer'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { text, textOrNull, useForm } from '../ui/useForm'
import { UpdateProfileDocument } from './me.generated'
import { Section } from './Section'

/** The viewer's name and phone number. */
export function Profile() {
  const { me, username } = useViewer()
  const [update] = useMutation(UpdateProfileDocument)
  const form = useForm(async (values) => {
    const input = {
      version: me.version,
      firstName: text(values, 'firstName'),
      lastName: text(values, 'lastName'),
      phone: textOrNull(values, 'phone'),
    }
    const { data } = await update({ variables: { input } })
    if (data?.updateProfile.employee) {
      say('Saved.')
    }
    return data?.updateProfile.errors
  })
  return (
    <Section title="Profile">
      <form key={me.version} onSubmit={form.onSubmit} className="card space-y-4 p-4" noValidate>
        <Notice>{form.problems['']}</Notice>
        <TextField label="First name" name="firstName" defaultValue={me.firstName} error={form.problems.firstName} />
        <TextField label="Last name" name="lastName" defaultValue={me.lastName} error={form.problems.lastName} />
        <TextField label="Phone" name="phone" type="tel" defaultValue={me.phone ?? ''} error={form.problems.phone} />
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
