import { Component, type ReactNode } from 'react'
import { Button } from '../ui/Button'

/** Shows a way on where the page itself has failed. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) {
      return this.props.children
    }
    return (
      <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-6 text-center">
        <h1 className="text-xl font-semibold">This page has failed</h1>
        <p className="muted max-w-sm text-sm">Nothing that you saved is lost. Load the page again to go on.</p>
        <Button kind="primary" onClick={() => location.reload()}>
          Load again
        </Button>
      </main>
    )
  }
}
