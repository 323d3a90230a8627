import { useMutation } from '@apollo/client/react'
import { Link, Redirect, useSearchParams } from 'wouter'
import type { Problem } from '../api/errors'
import { keepTokens, useSession } from '../api/session'
import { SignInDocument } from '../api/session.generated'
import { Button } from '../ui/Button'
import { TextField } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { text, useForm } from '../ui/useForm'
import { Card } from './Card'

/** Signing in, and back to where one wanted to go. */
export function SignIn() {
  const [search] = useSearchParams()
  const session = useSession()
  const [signIn] = useMutation(SignInDocument)
  const form = useForm(async (values) => {
    const variables = { username: text(values, 'username'), password: String(values.get('password') ?? '') }
    const { data } = await signIn({ variables })
    if (data && !keepTokens(data.tokenAuth)) {
      return data.tokenAuth.errors.map(inWords)
    }
    return []
  })
  if (session) {
    return <Redirect to={placeInside(search.get('next'))} replace />
  }
  return (
    <Card title="Sign in">
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
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" kind="primary" busy={form.busy} className="w-full">
          Sign in
        </Button>
        <p className="text-center text-sm">
          <Link to="/forgotten-password" className="underline">
            Forgotten the password?
          </Link>
        </p>
      </form>
    </Card>
  )
}

const WORDS: Partial<Record<Problem['code'], string>> = {
  INVALID_CREDENTIALS: 'The username or the password is wrong.',
  PASSWORD_EXPIRED: 'Your temporary password has expired. Ask whoever hired you for another letter.',
  ACCOUNT_INACTIVE: 'Your account is deactivated. Ask whoever looks after the people of your company.',
}

/** Return a problem as one of the whole form: which of the two is wrong, nobody says. */
function inWords({ code, message }: Problem): Problem {
  return { code, message: WORDS[code] ?? message }
}

/** Return the page to go on to: one of this application, whatever the address says. */
function placeInside(next: string | null): string {
  // To a browser a backslash is a slash, and a tab nothing.
  return next && /^\/(?![/\\\s])/.test(next) ? next : '/'
}
