import { useEffect, useState } from 'react'

const PAUSE = 250

/** Return a value once it has stopped changing for a moment: what is typed is asked for once, not letter by letter. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
