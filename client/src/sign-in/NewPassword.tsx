import type { Problem } from '../api/errors'
import { TextField } from '../ui/Field'

/** A new password, twice. */
export function NewPassword({ problems }: { problems: Record<string, string> }) {
  return (
    <>
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters, and not a common one."
        error={problems.newPassword}
        required
      />
      <TextField
        label="New password, once more"
        name="again"
        type="password"
        autoComplete="new-password"
        error={problems.again}
        required
      />
    </>
  )
}

/** Return the new password of a form, or what is wrong with how it was typed. */
export function newPassword(values: FormData): { password: string } | { problems: Problem[] } {
  const password = String(values.get('newPassword') ?? '')
  if (password !== values.get('again')) {
    return { problems: [{ code: 'INVALID', message: 'The two passwords differ.', field: ['again'] }] }
  }
  return { password }
}
