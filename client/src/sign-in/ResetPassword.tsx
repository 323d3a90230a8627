import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ResetPasswordDocument } from '../api/session.generated'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'
import { useForm } from '../ui/useForm'
import { Card } from './Card'
import { NewPassword, newPassword } from './NewPassword'

/** Choosing a password with the link of a letter. */
export function ResetPassword() {
  const [search] = useSearchParams()
  const [reset] = useMutation(ResetPasswordDocument)
  const [done, setDone] = useState(false)
  const form = useForm(async (values) => {
    const chosen = newPassword(values)
    if ('problems' in chosen) {
      return chosen.problems
    }
    const { data } = await reset({ variables: { token: search.get('token') ?? '', newPassword: chosen.password } })
    setDone(Boolean(data?.resetPassword.reset))
    return data?.resetPassword.errors
  })
  return (
    <Card title="Choose a password">
      {done ? (
        <p role="status" className="text-sm">
          Your password is set, and every earlier sign-in has ended.{' '}
          <Link to="/sign-in" className="font-medium underline">
            Sign in
          </Link>
        </p>
      ) : (
        <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
          <Notice>{form.problems['']}</Notice>
          <NewPassword problems={form.problems} />
          <Button type="submit" kind="primary" busy={form.busy} className="w-full">
            Set the password
          </Button>
        </form>
      )}
    </Card>
  )
}
