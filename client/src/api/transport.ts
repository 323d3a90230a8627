/** How requests travel: `fetch`, and where somebody watches an upload, XMLHttpRequest, which tells how far it is. */

export interface Watched extends RequestInit {
  /** Told the share that has been sent, from 0 to 1. */
  onProgress?: (share: number) => void
}

export const transport: typeof fetch = (address, options) => {
  const { onProgress, ...rest } = (options ?? {}) as Watched
  return onProgress ? watched(String(address), rest, onProgress) : fetch(address, rest)
}

function watched(address: string, options: RequestInit, onProgress: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const cancelled = () => reject(new DOMException('The upload was cancelled.', 'AbortError'))
    if (options.signal?.aborted) {
      cancelled()
      return
    }
    const request = new XMLHttpRequest()
    request.open(options.method ?? 'POST', address)
    for (const [name, value] of new Headers(options.headers)) {
      request.setRequestHeader(name, value)
    }
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => resolve(answer(request))
    request.onerror = () => reject(new TypeError('The request got no answer.'))
    request.onabort = cancelled
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(options.body as XMLHttpRequestBodyInit)
  })
}

function answer(request: XMLHttpRequest): Response {
  const type = request.getResponseHeader('Content-Type') ?? 'application/json'
  return new Response(request.responseText, { status: request.status, headers: { 'Content-Type': type } })
}
