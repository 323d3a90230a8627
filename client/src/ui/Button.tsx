import type { ButtonHTMLAttributes } from 'react'
import { classes } from './classes'
import { Spinner } from './Spinner'

const KINDS = {
  primary: 'bg-accent-600 text-white hover:bg-accent-700 disabled:bg-accent-600/60',
  plain:
    'border border-slate-300 bg-white text-slate-800 hover:bg-slate-100 dark:border-slate-700 dark:bg-slate-900 dark:text-slate-100 dark:hover:bg-slate-800',
  quiet: 'text-slate-700 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-800',
  danger: 'bg-red-700 text-white hover:bg-red-800 disabled:bg-red-700/60',
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS
  /** The work it asked for is under way: it shows that, and takes no second press. */
  busy?: boolean
}

export function Button({ kind = 'plain', busy = false, type = 'button', className, children, ...rest }: Props) {
  return (
    <button
      type={type}
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={classes(
        'inline-flex min-h-9 items-center justify-center gap-2 rounded-lg px-3 py-1.5 text-sm font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-70',
        KINDS[kind],
        className,
      )}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
