import { XMarkIcon } from '@heroicons/react/20/solid'
import { useSyncExternalStore } from 'react'
import { classes } from './classes'

/** Short messages about what was done or refused; they leave by themselves, refusals later than the others. */

interface Toast {
  id: number
  text: string
  bad: boolean
  action?: { label: string; run: () => void }
}

const SECONDS = { good: 5, bad: 12 }

const listeners = new Set<() => void>()
let toasts: readonly Toast[] = []
let count = 0

export function say(text: string, action?: Toast['action']): number {
  return show({ text, bad: false, ...(action && { action }) })
}

export function complain(text: string): number {
  return show({ text, bad: true })
}

function show(toast: Omit<Toast, 'id'>): number {
  count += 1
  const id = count
  set([...toasts.filter((other) => other.text !== toast.text), { ...toast, id }])
  setTimeout(() => dismiss(id), 1000 * (toast.bad ? SECONDS.bad : SECONDS.good))
  return id
}

export function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id))
}

export function dismissAll(): void {
  set([])
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) {
    listener()
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-50 flex flex-col items-center gap-2 p-4 sm:bottom-0 sm:items-end"
    >
      {shown.map((toast) => (
        <div
          key={toast.id}
          role={toast.bad ? 'alert' : undefined}
          className={classes(
            'pointer-events-auto flex max-w-sm items-start gap-3 rounded-lg px-4 py-3 text-sm text-white shadow-lg',
            toast.bad ? 'bg-red-800' : 'bg-slate-800 dark:bg-slate-700',
          )}
        >
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="font-semibold underline"
              onClick={() => {
                toast.action?.run()
                dismiss(toast.id)
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
            <XMarkIcon className="size-5" />
          </button>
        </div>
      ))}
    </div>
  )
}
