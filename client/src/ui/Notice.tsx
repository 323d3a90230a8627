import type { ReactNode } from 'react'

/** What is wrong with a form as a whole. */
export function Notice({ children }: { children: ReactNode }) {
  return children ? (
    <p role="alert" className="rounded-lg bg-red-100 px-3 py-2 text-sm text-red-900 dark:bg-red-950 dark:text-red-200">
      {children}
    </p>
  ) : null
}
