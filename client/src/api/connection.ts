/** Whether the server can be reached: noticed by requests that fail, and asked again until it answers. */

import { useSyncExternalStore } from 'react'

const PAUSES = [1000, 2000, 4000, 8000]

const listeners = new Set<() => void>()
const recovered = new Set<() => void>()
let lost = false

export function useConnectionLost(): boolean {
  return useSyncExternalStore(subscribe, () => lost)
}

/** Call back whenever the server answers again after it had been away. */
export function onRecovery(listener: () => void): () => void {
  recovered.add(listener)
  return () => recovered.delete(listener)
}

/** Wait until the server answers again. */
export function recovery(): Promise<void> {
  noteLoss()
  return new Promise((resolve) => {
    const stop = onRecovery(() => {
      stop()
      resolve()
    })
  })
}

/** Note that a request got no answer. */
export function noteLoss(): void {
  if (!lost) {
    set(true)
    void askAgain(0)
  }
}

/** Note that the server answered. */
export function noteAnswer(): void {
  if (lost) {
    set(false)
    for (const listener of recovered) {
      listener()
    }
  }
}

async function askAgain(attempt: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(attempt, PAUSES.length - 1)]))
  if (!lost) {
    return
  }
  try {
    const response = await fetch('/healthz', { cache: 'no-store' })
    if (response.ok) {
      noteAnswer()
      return
    }
  } catch {
    // Still away.
  }
  await askAgain(attempt + 1)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(value: boolean): void {
  lost = value
  for (const listener of listeners) {
    listener()
  }
}

window.addEventListener('offline', noteLoss)
