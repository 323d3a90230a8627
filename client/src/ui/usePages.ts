import { useEffect, useRef } from 'react'

/** Return a ref for what stands at the end of a list: when it comes into view, the next page is asked for. */
export function useNextPage(more: boolean, load: () => void) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    const element = end.current
    if (!element || !more) {
      return
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      {
        rootMargin: '400px',
      },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [more])
  return end
}
