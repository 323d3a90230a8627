/** Uploads under way: one request for each file, each with its own progress and a way to stop it. */

import { useApolloClient } from '@apollo/client/react'
import { useReducer, useRef } from 'react'
import { sentence } from '../api/errors'
import { useViewer, type Viewer } from '../app/viewer'
import { UploadTaskFileDocument } from './task.generated'

export interface Upload {
  key: number
  name: string
  /** The share that was sent, from 0 to 1. */
  share: number
  /** Why it was refused; null while it is on its way. */
  reason: string | null
}

type Change = { add: Upload } | { key: number; change: Partial<Upload> } | { remove: number }

function next(uploads: readonly Upload[], change: Change): readonly Upload[] {
  if ('add' in change) {
    return [...uploads, change.add]
  }
  if ('remove' in change) {
    return uploads.filter((upload) => upload.key !== change.remove)
  }
  return uploads.map((upload) => (upload.key === change.key ? { ...upload, ...change.change } : upload))
}

const AT_ONCE = 3

export function useUploads(taskId: string) {
  const client = useApolloClient()
  const { limits } = useViewer()
  const [uploads, dispatch] = useReducer(next, [])
  const stops = useRef(new Map<number, AbortController>())
  const count = useRef(0)
  const waiting = useRef<(() => Promise<void>)[]>([])
  const running = useRef(0)

  function start(files: Iterable<File>): void {
    for (const file of files) {
      count.current += 1
      const key = count.current
      const reason = refusal(file, limits)
      dispatch({ add: { key, name: file.name, share: 0, reason } })
      if (!reason) {
        stops.current.set(key, new AbortController())
        waiting.current.push(() => send(key, file))
      }
    }
    proceed()
  }

  function proceed(): void {
    while (running.current < AT_ONCE && waiting.current.length > 0) {
      running.current += 1
      void waiting.current
        .shift()?.()
        .finally(() => {
          running.current -= 1
          proceed()
        })
    }
  }

  async function send(key: number, file: File): Promise<void> {
    const stop = stops.current.get(key)
    if (!stop || stop.signal.aborted) {
      return
    }
    const onProgress = (share: number) => dispatch({ key, change: { share } })
    try {
      const { data } = await client.mutate({
        mutation: UploadTaskFileDocument,
        variables: { taskId, file },
        context: { fetchOptions: { onProgress, signal: stop.signal } },
      })
      const problems = data?.uploadTaskFiles.errors ?? []
      if (problems.length > 0) {
        dispatch({ key, change: { reason: problems.map((problem) => problem.message).join(' ') } })
      } else {
        dispatch({ remove: key })
      }
    } catch (error) {
      dispatch(stop.signal.aborted ? { remove: key } : { key, change: { reason: sentence(error) } })
    } finally {
      stops.current.delete(key)
    }
  }

  /** Stop an upload, or put away a refused one. */
  function dismiss(key: number): void {
    stops.current.get(key)?.abort()
    dispatch({ remove: key })
  }

  return { uploads, start, dismiss }
}

/** Return why the server would refuse the file, so that nobody waits for that; null if it may be sent. */
export function refusal(file: File, limits: Viewer['limits']): string | null {
  const extension = file.name.includes('.') ? file.name.split('.').at(-1)?.toLowerCase() : ''
  if (file.size === 0) {
    return 'The file is empty.'
  }
  if (file.size > limits.maxFileBytes) {
    return `A file may have at most ${bytesInWords(limits.maxFileBytes)}.`
  }
  if (!limits.fileTypes.some((type) => type.extension === extension)) {
    return `Files of this kind are not taken. Use one of ${limits.fileTypes.map((type) => type.extension).join(', ')}.`
  }
  return null
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** Return a size as people read it. */
export function bytesInWords(size: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(size, 1)) / 10), UNITS.length - 1)
  const format = new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  })
  return format.format(size / 1024 ** power)
}
