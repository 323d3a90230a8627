import { useConnectionLost } from '../api/connection'
import { Spinner } from '../ui/Spinner'

/** Says that the server does not answer, as long as it does not. */
export function ConnectionLost() {
  if (!useConnectionLost()) {
    return null
  }
  return (
    <p
      role="status"
      className="sticky top-0 z-50 flex items-center justify-center gap-2 bg-amber-200 px-4 py-2 text-sm text-amber-950"
    >
      <Spinner />
      The connection is lost. You can go on reading; this page tries again by itself.
    </p>
  )
}
