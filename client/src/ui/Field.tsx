import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'
import { classes } from './classes'

const LOOK =
  'block w-full rounded-lg border bg-white px-3 py-2 text-base sm:text-sm dark:bg-slate-900 placeholder:text-slate-500'
const BORDER = 'border-slate-300 dark:border-slate-700'
const WRONG = 'border-red-600 dark:border-red-500'

interface Labelled {
  label: string
  /** What is wrong with the value; said beside the field and to screen readers. */
  error?: string | undefined
  hint?: string
  /** Show the label to screen readers only. */
  hideLabel?: boolean
}

interface Frame extends Labelled {
  children: (attributes: {
    id: string
    className: string
    'aria-invalid'?: true
    'aria-describedby'?: string
  }) => ReactNode
}

function Framed({ label, error, hint, hideLabel, children }: Frame) {
  const id = useId()
  const about = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-sm font-medium'}>
        {label}
      </label>
      {children({
        id,
        className: classes(LOOK, error ? WRONG : BORDER),
        'aria-invalid': error ? true : undefined,
        'aria-describedby': about,
      })}
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-red-700 dark:text-red-400">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="muted mt-1 text-sm">
            {hint}
          </p>
        )
      )}
    </div>
  )
}

export function TextField({
  label,
  error,
  hint,
  hideLabel,
  ...rest
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  return <Framed {...{ label, error, hint, hideLabel }}>{(attributes) => <input {...rest} {...attributes} />}</Framed>
}

export function TextArea({
  label,
  error,
  hint,
  hideLabel,
  ...rest
}: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Framed {...{ label, error, hint, hideLabel }}>
      {(attributes) => <textarea rows={4} {...rest} {...attributes} />}
    </Framed>
  )
}

export function Select({ label, error, hint, hideLabel, ...rest }: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  return <Framed {...{ label, error, hint, hideLabel }}>{(attributes) => <select {...rest} {...attributes} />}</Framed>
}
