import { type FormEvent, useEffect, useRef, useState } from 'react'
import { byField, type Problem, sentence } from '../api/errors'

interface Form {
  /** What is wrong, by field; under '' what belongs to none. */
  problems: Record<string, string>
  busy: boolean
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
}

/**
 * A form that is sent once at a time: `send` returns the problems of its payload, none if it was done.
 *
 * A request that fails keeps what was typed and says why. The first field that is wrong gets the focus, and its problem
 * is read out with it.
 */
export function useForm(send: (values: FormData) => Promise<readonly Problem[] | undefined>): Form {
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)

  const sent = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (Object.keys(problems).length > 0) {
      sent.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
    }
  }, [problems])

  async function submit(values: FormData): Promise<void> {
    setBusy(true)
    try {
      setProblems(byField((await send(values)) ?? []))
    } catch (error) {
      setProblems({ '': sentence(error) })
    } finally {
      setBusy(false)
    }
  }

  return {
    problems,
    busy,
    onSubmit: (event) => {
      event.preventDefault()
      if (!busy) {
        sent.current = event.currentTarget
        void submit(new FormData(event.currentTarget))
      }
    },
  }
}

/** Return the text of a form's field, without spaces around it. */
export function text(values: FormData, name: string): string {
  return String(values.get(name) ?? '').trim()
}

/** Return the text of a form's field; null where it is empty. */
export function textOrNull(values: FormData, name: string): string | null {
  return text(values, name) || null
}
