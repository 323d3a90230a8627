import { ExclamationTriangleIcon } from '@heroicons/react/24/outline'
import type { ComponentType, ReactNode } from 'react'
import { sentence } from '../api/errors'
import { Button } from './Button'

/** Grey rows where the rows of a list will be. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="space-y-2">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all the same have nothing else to be told by
        <div key={row} className="h-12 motion-safe:animate-pulse rounded-lg bg-slate-200/70 dark:bg-slate-800/70" />
      ))}
    </div>
  )
}

interface EmptyProps {
  icon: ComponentType<{ className?: string }>
  title: string
  children?: ReactNode
}

/** What stands where a list has nothing to show, and what to do about it. */
export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-14 text-center">
      <Icon className="size-10 text-slate-400 dark:text-slate-500" />
      <p className="font-medium">{title}</p>
      {children && <div className="muted max-w-sm text-sm">{children}</div>}
    </div>
  )
}

/** What stands where something could not be loaded. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-4 py-14 text-center">
      <ExclamationTriangleIcon className="size-10 text-amber-600" />
      <p className="max-w-md text-sm">{sentence(error)}</p>
      <Button onClick={retry}>Try again</Button>
    </div>
  )
}
