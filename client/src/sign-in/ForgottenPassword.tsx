import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Link } from 'wouter'
import { RequestPasswordResetDocument } from '../api/session.generated'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { text, useForm } from '../ui/useForm'
import { Card } from './Card'

/** Asking for the letter with which to choose another password. */
export function ForgottenPassword() {
  const [request] = useMutation(RequestPasswordResetDocument)
  const [asked, setAsked] = useState(false)
  const form = useForm(async (values) => {
    await request({ variables: { username: text(values, 'username') } })
    setAsked(true)
    return []
  })
  return (
    <Card title="Forgotten password">
      {asked ? (
        <p role="status" className="text-sm">
          If there is such an account, a letter is on its way to its work mail. Its link works once, for a day.
        </p>
      ) : (
        <form onSubmit={form.onSubmit} className="space-y-4" noValidate>
          <Notice>{form.problems['']}</Notice>
          <TextField
            label="Username or work mail"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            required
          />
          <Button type="submit" kind="primary" busy={form.busy} className="w-full">
            Send the letter
          </Button>
        </form>
      )}
      <p className="mt-4 text-center text-sm">
        <Link to="/sign-in" className="underline">
          Back to signing in
        </Link>
      </p>
    </Card>
  )
}
