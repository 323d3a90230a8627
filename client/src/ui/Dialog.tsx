import { DialogPanel, DialogTitle, Dialog as Frame } from '@headlessui/react'
import { XMarkIcon } from '@heroicons/react/20/solid'
import type { ReactNode } from 'react'
import { Button } from './Button'

interface Props {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
}

/** A question or a form above the page; Escape and a press beside it close it. */
export function Dialog({ open, onClose, title, children }: Props) {
  return (
    <Frame open={open} onClose={onClose} className="relative z-40">
      <div className="fixed inset-0 bg-slate-900/40 dark:bg-black/60" aria-hidden="true" />
      <div className="fixed inset-0 overflow-y-auto">
        <div className="flex min-h-full items-end justify-center sm:items-center sm:p-4">
          <DialogPanel className="w-full rounded-t-2xl bg-white p-5 shadow-xl sm:max-w-lg sm:rounded-2xl dark:bg-slate-900">
            <div className="mb-4 flex items-start justify-between gap-4">
              <DialogTitle className="text-lg font-semibold">{title}</DialogTitle>
              <Button kind="quiet" onClick={onClose} aria-label="Close" className="-m-1 px-2">
                <XMarkIcon className="size-5" />
              </Button>
            </div>
            {children}
          </DialogPanel>
        </div>
      </div>
    </Frame>
  )
}

interface Question {
  open: boolean
  onClose: () => void
  onConfirm: () => void
  title: string
  /** What will happen, before it is done. */
  children: ReactNode
  action: string
  busy?: boolean
}

/** Asks before something is done that cannot be taken back. */
export function Confirm({ open, onClose, onConfirm, title, children, action, busy }: Question) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="space-y-2 text-sm">{children}</div>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" onClick={onConfirm} busy={busy ?? false}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
