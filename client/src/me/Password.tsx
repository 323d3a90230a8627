import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { keepTokens } from '../api/session'
import { ChangePasswordDocument } from '../api/session.generated'
import { NewPassword, newPassword } from '../sign-in/NewPassword'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { say } from '../ui/Toasts'
import { useForm } from '../ui/useForm'
import { Section } from './Section'

/** Choosing another password, which ends every other sign-in. */
export function Password() {
  const [change, { client }] = useMutation(ChangePasswordDocument)
  const [turn, setTurn] = useState(0)
  const form = useForm(async (values) => {
    const chosen = newPassword(values)
    if ('problems' in chosen) {
      return chosen.problems
    }
    const currentPassword = String(values.get('currentPassword') ?? '')
    const { data } = await change({ variables: { currentPassword, newPassword: chosen.password } })
    if (data && keepTokens(data.changePassword)) {
      say('Your password is changed, and every other sign-in has ended.')
      setTurn(turn + 1)
      // Only now: a request with the token of before is refused.
      void client.refetchQueries({ include: ['Sessions'] })
    }
    return data?.changePassword.errors
  })
  return (
    <Section title="Password">
      <form key={turn} onSubmit={form.onSubmit} className="card space-y-4 p-4" noValidate>
        <Notice>{form.problems['']}</Notice>
        <TextField
          label="Present password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={form.problems.currentPassword}
        />
        <NewPassword problems={form.problems} />
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={form.busy}>
            Change the password
          </Button>
        </div>
      </form>
    </Section>
  )
}
