import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useQuery } from '@apollo/client/react'
import { type Ref, useEffect, useRef, useState } from 'react'

const ROWS = 30
const PAUSE = 3000

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

interface Pages<P> {
  /** All rows so far; those of before while others are asked for. */
  page: P | undefined
  error: Error | undefined
  retry: () => void
  /** For what stands at the end of the list: when that comes near, the next page is asked for. */
  end: Ref<HTMLDivElement>
}

/** Ask for a list page by page as one scrolls; `pick` finds it in the answer. */
export function usePages<
  Data,
  Variables extends OperationVariables & { first: number; after?: string | null },
  P extends Page,
>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'first' | 'after'>,
  pick: (data: Data) => P | null | undefined,
): Pages<P> {
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(document, {
    variables: { ...variables, first: ROWS, after: null } as Variables,
    notifyOnNetworkStatusChange: true,
  })
  const answer = data ?? (loading ? previousData : undefined)
  const page = (answer && pick(answer as Data)) ?? undefined
  const [asking, setAsking] = useState(false)
  const end = useNextPage(Boolean(page?.pageInfo.hasNextPage) && !loading && !asking, async () => {
    setAsking(true)
    const after = { after: page?.pageInfo.endCursor } as Partial<Variables>
    const came = await fetchMore({ variables: after }).catch(() => null)
    // After a failure the end is still in sight: without a pause it would be asked for again and again.
    setTimeout(() => setAsking(false), came ? 0 : PAUSE)
  })
  return { page, error, retry: () => void refetch(), end }
}

function useNextPage(more: boolean, load: () => Promise<void>): Ref<HTMLDivElement> {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    const element = end.current
    if (!element || !more) {
      return
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void latest.current(),
      { rootMargin: '400px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [more])
  return end
}
