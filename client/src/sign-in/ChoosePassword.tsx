import { useMutation } from '@apollo/client/react'
import { forgetSession, keepTokens } from '../api/session'
import { ChangePasswordDocument } from '../api/session.generated'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { useForm } from '../ui/useForm'
import { Card } from './Card'
import { NewPassword, newPassword } from './NewPassword'

/** The first sign-in: the temporary password opens nothing but this. */
export default function ChoosePassword() {
  const [change] = useMutation(ChangePasswordDocument)
  const form = useForm(async (values) => {
    const chosen = newPassword(values)
    if ('problems' in chosen) {
      return chosen.problems
    }
    const currentPassword = String(values.get('currentPassword') ?? '')
    const { data } = await change({ variables: { currentPassword, newPassword: chosen.password } })
    if (data && keepTokens(data.changePassword)) {
      say('Your password is set.')
    }
    return data?.changePassword.errors
  })
  return (
    <Card title="Choose a password">
      <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
        <p className="muted text-sm">
          The password of your letter is good only for this. Choose one of your own to go on.
        </p>
        <Notice>{form.problems['']}</Notice>
        <TextField
          label="Password of the letter"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={form.problems.currentPassword}
          required
        />
        <NewPassword problems={form.problems} />
        <Button type="submit" kind="primary" busy={form.busy} className="w-full">
          Set the password
        </Button>
        <Button kind="quiet" className="w-full" onClick={forgetSession}>
          Sign in as somebody else
        </Button>
      </form>
    </Card>
  )
}
