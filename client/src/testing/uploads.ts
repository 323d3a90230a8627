/** Uploads as the tests have them: each is sent to nowhere, and goes on as the test says. */

import { vi } from 'vitest'

type Listener<E = void> = ((event: E) => void) | null

export class Sent {
  readonly upload: { onprogress: Listener<Pick<ProgressEvent, 'lengthComputable' | 'loaded' | 'total'>> } = {
    onprogress: null,
  }
  onload: Listener = null
  onerror: Listener = null
  onabort: Listener = null
  readonly headers = new Headers()
  body: FormData | undefined
  address = ''
  status = 0
  responseText = ''
  aborted = false

  open(_method: string, address: string): void {
    this.address = address
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value)
  }

  send(body: FormData): void {
    this.body = body
  }

  abort(): void {
    this.aborted = true
    this.onabort?.()
  }

  getResponseHeader(): string {
    return 'application/json'
  }

  /** Let a share of it have arrived, from 0 to 1. */
  reach(share: number): void {
    this.upload.onprogress?.({ lengthComputable: true, loaded: 100 * share, total: 100 })
  }

  /** Let the server answer. */
  answer(body: object, status = 200): void {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.onload?.()
  }

  /** Let the connection break. */
  lose(): void {
    this.onerror?.()
  }
}

/** Return what will have been sent, in order. */
export function catchUploads(): Sent[] {
  const sent: Sent[] = []
  vi.stubGlobal(
    'XMLHttpRequest',
    class extends Sent {
      override send(body: FormData): void {
        super.send(body)
        sent.push(this)
      }
    },
  )
  return sent
}
