import { useState } from 'react'

interface Draft<T> {
  /** What the fields show. */
  shown: T
  /** The version that it is based on. */
  version: number
  /** What stands where both wrote something, by field; empty while nobody came between. */
  disputed: Partial<T>
  /** Whether somebody else saved since the form was opened. */
  met: boolean
}

/**
 * What a form says of something that others change, too.
 *
 * It stays as it was opened until `meet` brings in what somebody else saved: fields that the viewer left alone follow,
 * the others keep what he wrote, and what they would overwrite is in `disputed`.
 */
export function useDraft<T extends object>(said: T, version: number) {
  const [base, setBase] = useState(said)
  const [draft, setDraft] = useState<Draft<T>>({ shown: said, version, disputed: {}, met: false })

  function meet(mine: T, theirs: T, now: number): void {
    const shown = { ...theirs }
    const disputed: Partial<T> = {}
    for (const field of Object.keys(mine) as (keyof T)[]) {
      if (!same(mine[field], base[field])) {
        shown[field] = mine[field]
        if (!same(theirs[field], base[field]) && !same(theirs[field], mine[field])) {
          disputed[field] = theirs[field]
        }
      }
    }
    setBase(theirs)
    setDraft({ shown, version: now, disputed, met: true })
  }

  function settle(saved: T, now: number): void {
    setBase(saved)
    setDraft({ shown: saved, version: now, disputed: {}, met: false })
  }

  return { ...draft, meet, settle }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Return what stands beside the fields in which somebody else wrote something else. */
export function meanwhile(disputed: Partial<Record<string, string | null>>): Record<string, string> {
  const words = (said: string | null | undefined) =>
    said ? `Meanwhile somebody wrote: ${said}` : 'Meanwhile somebody emptied this.'
  return Object.fromEntries(Object.entries(disputed).map(([field, said]) => [field, words(said)]))
}
